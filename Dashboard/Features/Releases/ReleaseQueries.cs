using System.Text.Json;
using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Releases;

/// <summary>What is known of releases. Every signed-in account may see it.</summary>
public sealed class ReleaseQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    private static readonly Counts NoCounts = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>The newest releases first, with their latest revision's state.</summary>
    /// <param name="search">Part of a release's name; null or empty for all.</param>
    public async Task<IReadOnlyList<ReleaseRow>> ListAsync(
        Caller caller, string? search, string? projectName, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var releases = context.Releases.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var part = search.Trim();
            releases = releases.Where(r => r.Name.Contains(part));
        }

        if (projectName is not null)
        {
            releases = releases.Where(r => r.ProjectName == projectName);
        }

        var rows = await releases
            .OrderByDescending(r => r.Created).ThenBy(r => r.Name).Take(most)
            .Select(r => new
            {
                r.Name,
                r.ProjectName,
                ProjectDisplayName = r.Project.FullName ?? r.ProjectName,
                r.Version,
                r.Phase,
                r.Created,
                Latest = r.Revisions.OrderByDescending(x => x.Seq)
                    .Select(x => new { x.Name, x.Number, x.Created, Files = x.Files.Count }).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var counts = await CountAsync(
            context, [.. rows.Where(row => row.Latest is not null).Select(row => row.Latest!.Name)], cancellation);
        return
        [
            .. rows.Select(row => new ReleaseRow(
                row.Name, row.ProjectName, row.ProjectDisplayName, row.Version, row.Phase, row.Created, row.Latest?.Number, row.Latest?.Created,
                row.Latest?.Files ?? 0, counts.GetValueOrDefault(row.Latest?.Name ?? "", NoCounts))),
        ];
    }

    /// <param name="revision">Five digits; null for the latest.</param>
    /// <returns>Null when there is no such release or revision.</returns>
    public async Task<ReleaseView?> FindAsync(
        Caller caller, string projectName, string version, string? revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);

        // One snapshot for all that the page shows: counts equal lists.
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var release = await context.Releases.Where(r => r.ProjectName == projectName && r.Version == version)
            .Select(r => new
            {
                r.Name,
                r.Phase,
                ProjectDisplayName = r.Project.FullName ?? r.ProjectName,
                r.Project.CommitteeName,
                Keys = r.Project.Committee == null ? 0 : r.Project.Committee.KeyLinks.Count,
                Latest = r.Revisions.OrderByDescending(x => x.Seq).Select(x => x.Number).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellation);
        if (release is null)
        {
            return null;
        }

        var revisions = await context.Revisions.Where(r => r.ReleaseName == release.Name).OrderByDescending(r => r.Seq).Take(50)
            .Select(r => new RevisionRow(r.Number, r.AsfUid, r.Created, r.Description)).ToListAsync(cancellation);
        var number = revision ?? release.Latest;
        RevisionView? view = null;
        if (number is not null)
        {
            view = await FindRevisionAsync(context, release.Name, projectName, version, number, cancellation);
            if (view is null)
            {
                return null;
            }
        }

        return new ReleaseView(
            release.Name, projectName, release.ProjectDisplayName, version, release.Phase, release.CommitteeName, release.Keys,
            view, revisions, view is null ? NoCounts : Count(view), caller.CanManage(projectName));
    }

    /// <summary>The active projects that the caller may release, by display name.</summary>
    public async Task<IReadOnlyList<(string Name, string Display)>> ManagedProjectsAsync(Caller caller, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var projects = await context.Projects.Where(p => p.Status == ProjectStatus.Active)
            .Select(p => new { p.Name, Display = p.FullName ?? p.Name }).ToListAsync(cancellation);
        return [.. projects.Where(p => caller.CanManage(p.Name)).OrderBy(p => p.Display).Select(p => (p.Name, p.Display))];
    }

    /// <summary>Why files cannot be put into the release now; null when they can.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Refused?> WhyClosedAsync(Caller caller, string projectName, string version, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var phase = await context.Releases.Where(r => r.ProjectName == projectName && r.Version == version)
            .Select(r => (ReleasePhase?)r.Phase).SingleOrDefaultAsync(cancellation);
        return phase == ReleasePhase.ReleaseCandidateDraft ? null : WhyClosed(phase);
    }

    /// <summary>The paths of the release's latest revision.</summary>
    public async Task<IReadOnlyList<string>> PathsAsync(Caller caller, string projectName, string version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var release = Release.NameOf(projectName, version);
        return await context.RevisionFiles
            .Where(f => f.RevisionName == context.Revisions
                .Where(r => r.ReleaseName == release).OrderByDescending(r => r.Seq).Select(r => r.Name).First())
            .Select(f => f.Path).ToListAsync(cancellation);
    }

    internal static Refused WhyClosed(ReleasePhase? phase) => phase is null
        ? Refused.NotFound("There is no such release.")
        : new Refused("The release is no longer a draft: its files are what is voted on, and cannot be changed.");

    private static async Task<RevisionView?> FindRevisionAsync(
        ReleaseDbContext context, string releaseName, string projectName, string version, string number, CancellationToken cancellation)
    {
        var revision = await context.Revisions.Where(r => r.ReleaseName == releaseName && r.Number == number)
            .Select(r => new { r.Name, r.AsfUid, r.Created, r.Description }).SingleOrDefaultAsync(cancellation);
        if (revision is null)
        {
            return null;
        }

        var files = await context.RevisionFiles.Where(f => f.RevisionName == revision.Name).OrderBy(f => f.Path)
            .Select(f => new { f.Path, f.Blob.Size, f.Sha256, f.Blob.Sha512 }).ToListAsync(cancellation);
        var tasks = await LatestTasks(context, projectName, version, number).OrderByDescending(t => t.Id)
            .Select(t => new
            {
                t.PrimaryRelPath,
                View = new TaskView(
                    t.Id, t.TaskType, t.Status, t.Attempt, t.Added, t.Started, t.Completed, t.Error, t.ErrorKind, t.ProgressDone, t.ProgressTotal,
                    t.Steps.OrderBy(s => s.Ordinal)
                        .Select(s => new StepView(
                            s.Ordinal, s.Name, s.RelPath, s.Status, s.ProgressDone, s.ProgressTotal, s.Unit, s.Message, s.Started, s.Completed))
                        .ToList()),
            })
            .ToListAsync(cancellation);
        var findings = (await context.CheckResults.Where(r => r.ReleaseName == releaseName && r.RevisionNumber == number)
            .OrderBy(r => r.Id)
            .Select(r => new { r.PrimaryRelPath, r.MemberRelPath, r.Checker, r.Status, r.Message, r.Data }).ToListAsync(cancellation))
            .ToLookup(r => r.PrimaryRelPath ?? "", r => new FindingView(
                r.Checker, r.Status, r.Message,
                r.Data is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(r.Data), r.MemberRelPath));
        // There may be several tasks about one file, neither a retry of the other: its newest one is shown with it.
        var paths = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var pathsTask = tasks.FirstOrDefault(t => t.View.Type == ReleaseTaskType.PathsCheck)?.View;
        var byPath = tasks.Where(t => t.View != pathsTask && t.PrimaryRelPath is not null && paths.Contains(t.PrimaryRelPath))
            .DistinctBy(t => t.PrimaryRelPath, StringComparer.Ordinal).ToDictionary(t => t.PrimaryRelPath!, t => t.View, StringComparer.Ordinal);
        var companions = CheckPlan.Of([.. files.Select(f => f.Path)])
            .SelectMany(plan => plan.Checks.Where(check => check.CompanionPath != plan.Artifact).Select(check => (check.CompanionPath, plan.Artifact)))
            .ToDictionary(pair => pair.CompanionPath, pair => pair.Artifact, StringComparer.Ordinal);
        return new RevisionView(
            number, revision.AsfUid, revision.Created, revision.Description,
            pathsTask,
            [.. tasks.Where(t => t.View != pathsTask && !byPath.ContainsValue(t.View)).Select(t => new OtherTask(t.PrimaryRelPath, t.View))],
            [
                .. files.Select(f => new FileView(
                    f.Path, f.Size, f.Sha256, f.Sha512, byPath.GetValueOrDefault(f.Path),
                    [.. findings[f.Path].OrderByDescending(finding => finding.Status)], companions.GetValueOrDefault(f.Path))),
            ],
            [
                .. findings.Where(path => !paths.Contains(path.Key))
                    .SelectMany(path => path.Select(finding => path.Key.Length == 0 ? finding : finding with { Message = $"{path.Key}: {finding.Message}" }))
                    .OrderByDescending(finding => finding.Status),
            ]);
    }

    /// <summary>The tasks that count: those that no other one tries again.</summary>
    private static IQueryable<ReleaseTask> LatestTasks(ReleaseDbContext context, string projectName, string version, string number) =>
        context.Tasks.Where(t => t.ProjectName == projectName && t.VersionName == version && t.RevisionNumber == number
            && !context.Tasks.Any(later => later.RetryOfId == t.Id));

    private static Counts Count(RevisionView view)
    {
        var tasks = view.Tasks.ToLookup(task => task.Status);
        var findings = view.Files.SelectMany(file => file.Findings).Concat(view.Findings).ToLookup(finding => finding.Status);
        return CountsOf(status => tasks[status].Count(), status => findings[status].Count());
    }

    /// <summary>What the revisions of these names have, in two queries however many they are; a revision without tasks and findings is left out.</summary>
    private static async Task<Dictionary<string, Counts>> CountAsync(
        ReleaseDbContext context, IReadOnlyList<string> revisionNames, CancellationToken cancellation)
    {
        var revisions = context.Revisions.Where(r => revisionNames.Contains(r.Name));
        var tasks = (await revisions
            .SelectMany(
                r => context.Tasks.Where(t => t.ProjectName == r.Release.ProjectName && t.VersionName == r.Release.Version
                    && t.RevisionNumber == r.Number && !context.Tasks.Any(later => later.RetryOfId == t.Id)),
                (r, t) => new { r.Name, t.Status })
            .GroupBy(t => new { t.Name, t.Status }).Select(g => new { g.Key.Name, g.Key.Status, Count = g.Count() })
            .ToListAsync(cancellation)).ToLookup(t => t.Name);
        var findings = (await revisions
            .SelectMany(
                r => context.CheckResults.Where(f => f.ReleaseName == r.ReleaseName && f.RevisionNumber == r.Number),
                (r, f) => new { r.Name, f.Status })
            .GroupBy(f => new { f.Name, f.Status }).Select(g => new { g.Key.Name, g.Key.Status, Count = g.Count() })
            .ToListAsync(cancellation)).ToLookup(f => f.Name);
        return revisionNames.Where(name => tasks.Contains(name) || findings.Contains(name)).ToDictionary(name => name, name =>
        {
            var of = tasks[name].ToDictionary(t => t.Status, t => t.Count);
            var found = findings[name].ToDictionary(f => f.Status, f => f.Count);
            return CountsOf(status => of.GetValueOrDefault(status), status => found.GetValueOrDefault(status));
        });
    }

    private static Counts CountsOf(Func<ReleaseTaskStatus, int> tasks, Func<CheckResultStatus, int> findings) => new(
        tasks(ReleaseTaskStatus.Queued), tasks(ReleaseTaskStatus.Active), tasks(ReleaseTaskStatus.Completed), tasks(ReleaseTaskStatus.Failed),
        findings(CheckResultStatus.Blocker) + findings(CheckResultStatus.Exception),
        findings(CheckResultStatus.Concern), findings(CheckResultStatus.Suggestion));
}
