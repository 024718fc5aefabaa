using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Announcements;

/// <summary>A release that was announced.</summary>
public sealed record CatalogueEntry(
    string ProjectName, string ProjectDisplayName, string? Description, string CommitteeName, string Version, DateTime Released,
    IReadOnlyList<CatalogueFile> Files);

/// <param name="Sha512">128 lower-case hex digits.</param>
public sealed record CatalogueFile(string Path, long Size, string Sha512);

/// <summary>Reads what is public: announced releases. Asks for no caller, and returns nothing of any other release.</summary>
public sealed class CatalogueQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>Lists the announced releases, the newest first.</summary>
    public async Task<IReadOnlyList<CatalogueEntry>> ListAsync(int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var releases = await Released(context).OrderByDescending(r => r.Released).ThenBy(r => r.Name).Take(most)
            .Select(r => new
            {
                r.ProjectName,
                ProjectDisplayName = r.Project.FullName ?? r.ProjectName,
                r.Project.Description,
                r.Project.CommitteeName,
                r.Version,
                r.Released,
                Revision = r.Revisions.OrderByDescending(x => x.Seq).Select(x => x.Name).First(),
            })
            .ToListAsync(cancellation);
        var names = releases.Select(r => r.Revision).ToList();
        var files = (await context.RevisionFiles.Where(f => names.Contains(f.RevisionName)).OrderBy(f => f.Path)
            .Select(f => new { f.RevisionName, File = new CatalogueFile(f.Path, f.Blob.Size, f.Blob.Sha512) }).ToListAsync(cancellation))
            .ToLookup(f => f.RevisionName, f => f.File);
        return
        [
            .. releases.Select(r => new CatalogueEntry(
                r.ProjectName, r.ProjectDisplayName, r.Description, r.CommitteeName!, r.Version, r.Released!.Value, [.. files[r.Revision]])),
        ];
    }

    /// <summary>Whether a release of the committee was announced.</summary>
    public async Task<bool> HasAsync(string committee, string project, string version, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Released(context).AnyAsync(r => r.Project.CommitteeName == committee && r.ProjectName == project && r.Version == version, cancellation);
    }

    /// <summary>Returns the keys of a committee that has announced releases, as one KEYS file; null when there are none.</summary>
    public async Task<string?> KeysAsync(string committee, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!await Released(context).AnyAsync(r => r.Project.CommitteeName == committee, cancellation))
        {
            return null;
        }

        var keys = await context.KeyLinks.Where(l => l.CommitteeName == committee).OrderBy(l => l.KeyFingerprint)
            .Select(l => l.Key!.AsciiArmoredKey).ToListAsync(cancellation);
        return keys.Count == 0 ? null : string.Join("\n", keys.Select(key => key.TrimEnd() + "\n"));
    }

    private static IQueryable<Release> Released(ReleaseDbContext context) =>
        context.Releases.Where(r => r.Phase == ReleasePhase.Release && r.Project.CommitteeName != null && r.Revisions.Count > 0);
}
