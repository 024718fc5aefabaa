using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Live;

/// <summary>Reads the state of tasks from their rows.</summary>
internal sealed class TaskStateQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>Reads the open tasks of a scope and the latest of the others, the newest first.</summary>
    /// <returns>Null when there is no such release or task.</returns>
    public async Task<TaskSnapshot?> ReadAsync(TaskScope scope, int most, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var tasks = context.Tasks.AsNoTracking();
        if (scope.TaskId is { } id)
        {
            var one = await Project(context, tasks.Where(t => t.Id == id)).ToListAsync(cancellation);
            return one.Count == 0 ? null : new TaskSnapshot(one, Truncated: false);
        }

        if (scope.ReleaseName is { } name)
        {
            var release = await context.Releases.Where(r => r.Name == name).Select(r => new { r.ProjectName, r.Version }).SingleOrDefaultAsync(cancellation);
            if (release is null)
            {
                return null;
            }

            tasks = tasks.Where(t => t.ProjectName == release.ProjectName && t.VersionName == release.Version);
        }

        // Two queries, so that each follows an index: the queue may be long, and the history is longer.
        var open = await Project(context, tasks.Where(t => t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active)
            .OrderByDescending(t => t.Id).Take(most + 1)).ToListAsync(cancellation);
        var ended = await Project(context, tasks.Where(t => t.Status == ReleaseTaskStatus.Completed || t.Status == ReleaseTaskStatus.Failed)
            .OrderByDescending(t => t.Id).Take(Math.Max(0, most + 1 - open.Count))).ToListAsync(cancellation);
        var all = open.Concat(ended).OrderByDescending(task => task.Id).ToList();
        return all.Count > most ? new TaskSnapshot(all[..most], Truncated: true) : new TaskSnapshot(all, Truncated: false);
    }

    /// <returns>The tasks that exist.</returns>
    public async Task<IReadOnlyList<TaskState>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Project(context, context.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id))).ToListAsync(cancellation);
    }

    private static IQueryable<TaskState> Project(ReleaseDbContext context, IQueryable<ReleaseTask> tasks) => tasks.Select(t => new TaskState(
        t.Id, t.TaskType, t.Status,
        t.ProjectName != null && t.VersionName != null ? t.ProjectName + "-" + t.VersionName : null,
        t.RevisionNumber, t.PrimaryRelPath, t.Attempt, t.Added, t.Started, t.Completed, t.Error, t.ErrorKind, t.CancelRequestedAt,
        t.ProgressDone, t.ProgressTotal, null, null,
        context.TaskLogLines.Where(l => l.TaskId == t.Id && l.Attempt == t.Attempt).Max(l => (int?)l.Line) ?? 0,
        t.Steps.OrderBy(s => s.Ordinal).Select(s => new StepState(
            s.Ordinal, s.Name, s.RelPath, s.Status, s.ProgressDone, s.ProgressTotal, s.Unit, s.Message, s.Started, s.Completed)).ToList()));
}
