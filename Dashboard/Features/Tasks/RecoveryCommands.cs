using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>The writes on behalf of workers that cannot write any more. Each method is one transaction.</summary>
public sealed class RecoveryCommands(IDbContextFactory<ReleaseDbContext> contexts, IChangeSink changes, TimeProvider time)
{
    /// <summary>
    /// Requeues the tasks of a dead server. A task that was cancelled fails instead, and so does one whose attempts have all ended like this:
    /// it may be what kills the server.
    /// </summary>
    /// <param name="server">Null for tasks that name none.</param>
    /// <param name="only">The tasks of the server that are requeued; null for all.</param>
    /// <returns>The number of tasks that the server had.</returns>
    public async Task<int> RequeueServerTasksAsync(
        string? server, int maxAttempts, CancellationToken cancellation, IReadOnlyCollection<long>? only = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var lost = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Active && t.Server == server && (only == null || only.Contains(t.Id)))
            .Select(t => new { t.Id, t.ProjectName, t.VersionName }).ToListAsync(cancellation);
        var ids = lost.Select(t => t.Id).ToList();
        await context.LoseAttemptsAsync(ids, only is null ? "The server died." : "The worker was lost.", now, cancellation);
        var active = context.Tasks.Where(t => ids.Contains(t.Id) && t.Status == ReleaseTaskStatus.Active);
        await context.FailTasksAsync(
            active.Where(t => t.CancelRequestedAt != null), TaskErrorKind.Cancelled, "The task was cancelled, and its server died.", now, cancellation);
        await context.FailTasksAsync(
            active.Where(t => t.Attempt >= maxAttempts), TaskErrorKind.Abandoned,
            $"The server died during each of {maxAttempts} attempts. The task may be the cause, so it is not started again automatically.",
            now, cancellation);
        await context.RequeueTasksAsync(active, cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var task in lost)
        {
            changes.PublishTask(task.Id, task.ProjectName, task.VersionName);
        }

        return lost.Count;
    }

    /// <summary>Abandons a task that does not respond. Its attempt number rises, so that its worker is fenced off.</summary>
    /// <param name="silence">How long ago it was asked to stop.</param>
    /// <returns>False when the claim is lost.</returns>
    public async Task<bool> AbandonAsync(TaskClaim claim, TimeSpan silence, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var error = $"The task was asked to stop, did not respond for {silence.TotalSeconds:0} seconds, and was abandoned.";
        var own = context.Tasks.Where(t => t.Id == claim.TaskId && t.Attempt == claim.Attempt && t.Status == ReleaseTaskStatus.Active);
        await context.EndStepsAsync(own, error, now, cancellation);
        var abandoned = await own.ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, ReleaseTaskStatus.Failed)
            .SetProperty(x => x.Completed, now)
            .SetProperty(x => x.Error, error)
            .SetProperty(x => x.ErrorKind, TaskErrorKind.Abandoned)
            .SetProperty(x => x.Attempt, x => x.Attempt + 1), cancellation);
        if (abandoned == 0)
        {
            return false;
        }

        await context.LoseAttemptsAsync([claim.TaskId], error, now, cancellation);
        await transaction.CommitAsync(cancellation);
        changes.PublishTask(claim.TaskId, claim.ProjectName, claim.VersionName);
        return true;
    }

    /// <summary>Lists the running tasks of a server that were cancelled, possibly in another process.</summary>
    public async Task<IReadOnlyList<long>> FindCancelledAsync(string server, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tasks
            .Where(t => t.Status == ReleaseTaskStatus.Active && t.Server == server && t.CancelRequestedAt != null)
            .Select(t => t.Id).ToListAsync(cancellation);
    }
}
