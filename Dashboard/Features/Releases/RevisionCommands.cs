using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Blobs;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Releases;

/// <param name="Number">Of the latest revision now, five digits.</param>
/// <param name="Tasks">How many checks were queued for it.</param>
/// <param name="Created">False when the release held exactly these files already, so that no revision was created.</param>
public sealed record SavedRevision(string Number, int Tasks, bool Created);

/// <summary>Creates revisions. A revision, its files and its queued tasks are one commit.</summary>
public sealed class RevisionCommands(
    IDbContextFactory<ReleaseDbContext> contexts, BlobStore blobs, TimeProvider time)
{
    /// <summary>Adds files to the release's latest ones, replacing those of the same path. Files that are all there already create no revision.</summary>
    public Task<Outcome<SavedRevision>> AddFilesAsync(
        Caller caller, string projectName, string version, IReadOnlyList<IncomingFile> files, CancellationToken cancellation) =>
        AddAsync(caller, projectName, version, files, removed: [], Describe("Added", files.Select(file => file.Path)), cancellation);

    /// <summary>Removes files from the release's latest ones.</summary>
    public Task<Outcome<SavedRevision>> RemoveFilesAsync(
        Caller caller, string projectName, string version, IReadOnlyCollection<string> paths, CancellationToken cancellation) =>
        AddAsync(caller, projectName, version, added: [], paths, Describe("Removed", paths), cancellation);

    /// <summary>Creates a revision with the files of the latest one, so that every check runs again.</summary>
    public Task<Outcome<SavedRevision>> RepeatAsync(Caller caller, string projectName, string version, CancellationToken cancellation) =>
        AddAsync(caller, projectName, version, added: [], removed: [], "Created again with the same files", cancellation, evenIfUnchanged: true);

    private async Task<Outcome<SavedRevision>> AddAsync(
        Caller caller,
        string projectName,
        string version,
        IReadOnlyList<IncomingFile> added,
        IReadOnlyCollection<string> removed,
        string description,
        CancellationToken cancellation,
        bool evenIfUnchanged = false)
    {
        caller.RequireManagerOf(projectName);
        var now = time.GetUtcNow().UtcDateTime;
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // BEGIN IMMEDIATE takes the write lock: what is read here stays true until the commit.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var release = await context.Releases.SingleOrDefaultAsync(r => r.ProjectName == projectName && r.Version == version, cancellation);
        if (release is null || release.Phase != ReleasePhase.ReleaseCandidateDraft)
        {
            return ReleaseQueries.WhyClosed(release?.Phase);
        }

        var latest = await context.Revisions.Where(r => r.ReleaseName == release.Name).OrderByDescending(r => r.Seq)
            .Select(r => new { r.Name, r.Number }).FirstOrDefaultAsync(cancellation);
        if (latest is null && evenIfUnchanged)
        {
            return new Refused("The release has no files yet: upload some first.");
        }

        var files = (await context.RevisionFiles.Where(f => latest != null && f.RevisionName == latest.Name)
            .Select(f => new { f.Path, f.Sha256, f.Blob.Size }).ToListAsync(cancellation))
            .ToDictionary(f => f.Path, f => new { f.Sha256, f.Size }, StringComparer.Ordinal);
        foreach (var path in removed)
        {
            if (!files.Remove(path))
            {
                return new Refused($"'{path}' is no longer among the release's files.");
            }
        }

        if (latest is not null && !evenIfUnchanged && removed.Count == 0
            && added.All(file => files.TryGetValue(file.Path, out var present) && present.Sha256 == file.Blob.Sha256))
        {
            return new SavedRevision(latest.Number, Tasks: 0, Created: false);
        }

        var clashes = new PathClashes(files.Keys);
        foreach (var file in added)
        {
            if (clashes.Add(file.Path) is { } clash)
            {
                return new Refused(clash);
            }

            files[file.Path] = new { file.Blob.Sha256, file.Blob.Size };
        }

        foreach (var blob in added.Select(file => file.Blob).DistinctBy(blob => blob.Sha256))
        {
            blobs.Keep(blob);
            await context.Database.ExecuteSqlInterpolatedAsync(
                $"""
                INSERT INTO blob (sha256, sha512, size, created) SELECT {blob.Sha256}, {blob.Sha512}, {blob.Size}, {now}
                WHERE NOT EXISTS (SELECT 1 FROM blob WHERE sha256 = {blob.Sha256})
                """,
                cancellation);
        }

        var revision = await context.AddRevisionAsync(release, caller.UserName, now, description, cancellation);
        revision.Files.AddRange(files.Select(file => new RevisionFile { Path = file.Key, Sha256 = file.Value.Sha256 }));
        await context.SaveChangesAsync(cancellation);

        // After the files: the database refuses files for a revision that has tasks.
        var tasks = TaskPlanner.Plan(release, revision, files.ToDictionary(file => file.Key, file => file.Value.Size), caller.UserName, now);
        context.Tasks.AddRange(tasks);
        await DeferOlderAsync(context, revision, projectName, version, cancellation);
        context.Audit(
            caller, now, DomainActions.RevisionCreated, revision.Name,
            ("description", description), ("added", added.Count), ("removed", removed.Count), ("files", files.Count), ("tasks", tasks.Count));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new SavedRevision(revision.Number, tasks.Count, Created: true);
    }

    /// <summary>Moves the queued checks of earlier revisions behind those of the new one, since their verdict no longer counts.</summary>
    private static Task<int> DeferOlderAsync(
        ReleaseDbContext context, Revision revision, string projectName, string version, CancellationToken cancellation) =>
        context.Tasks
            .Where(t => t.Status == ReleaseTaskStatus.Queued && t.ProjectName == projectName && t.VersionName == version
                && t.RevisionNumber != revision.Number && t.Priority < TaskPlanner.Later)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Priority, TaskPlanner.Later), cancellation);

    private static string Describe(string verb, IEnumerable<string> paths)
    {
        var names = paths.Order(StringComparer.Ordinal).ToList();
        return names.Count switch
        {
            <= 3 => $"{verb} {string.Join(", ", names)}",
            var count => $"{verb} {names[0]}, {names[1]} and {count - 2} more files",
        };
    }
}
