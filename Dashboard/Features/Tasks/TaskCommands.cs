using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>A task was cancelled.</summary>
/// <param name="Immediate">True when it was still queued and is over now; false when its worker has been asked to stop.</param>
public sealed record TaskCancellation(bool Immediate);

/// <summary>What people can do with tasks: cancel and retry them.</summary>
public sealed class TaskCommands(
    IDbContextFactory<ReleaseDbContext> contexts, RunningTasks runningTasks, IChangeSink changes, TimeProvider time)
{
    /// <summary>Cancels a task: a queued one immediately, a running one by a request to its worker.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<TaskCancellation>> CancelAsync(Caller caller, long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var task = await context.Tasks.Where(t => t.Id == taskId)
            .Select(t => new { t.ProjectName, t.VersionName, t.RevisionNumber, t.PrimaryRelPath }).SingleOrDefaultAsync(cancellation);
        if (task is null)
        {
            return Refused.NotFound(NoSuchTask(taskId));
        }

        RequireManagerOf(caller, task.ProjectName);
        var now = time.GetUtcNow().UtcDateTime;
        var requested = await context.Tasks
            .Where(t => t.Id == taskId && t.CancelRequestedAt == null
                && (t.Status == ReleaseTaskStatus.Active || t.Status == ReleaseTaskStatus.Queued))
            .ExecuteUpdateAsync(t => t
                .SetProperty(x => x.CancelRequestedAt, now)
                .SetProperty(x => x.CancelRequestedBy, caller.UserName), cancellation);
        if (requested == 0)
        {
            return new Refused("The task cannot be cancelled: it has ended, or it was cancelled before.");
        }

        var queued = await context.FailTasksAsync(
            context.Tasks.Where(t => t.Id == taskId && t.Status == ReleaseTaskStatus.Queued), TaskErrorKind.Cancelled,
            $"{caller.UserName} cancelled the task before it started.", now, cancellation);
        context.Audit(
            caller, now, DomainActions.TaskCancelled, $"task {taskId}", ("project", task.ProjectName), ("version", task.VersionName),
            ("revision", task.RevisionNumber), ("path", task.PrimaryRelPath), ("was", queued > 0 ? "queued" : "active"));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        runningTasks.RequestStop(taskId, TaskErrorKind.Cancelled);
        changes.PublishTask(taskId, task.ProjectName, task.VersionName);
        return new TaskCancellation(Immediate: queued > 0);
    }

    /// <summary>Enqueues the work of an ended task again, as a new task that points to the old one.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<ReleaseTask>> RetryAsync(Caller caller, long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var old = await context.Tasks.AsNoTracking().Include(t => t.Steps).SingleOrDefaultAsync(t => t.Id == taskId, cancellation);
        if (old is null)
        {
            return Refused.NotFound(NoSuchTask(taskId));
        }

        RequireManagerOf(caller, old.ProjectName);
        if (old.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active)
        {
            return new Refused("The task cannot be retried while it is queued or running. Wait until it ends, or cancel it.");
        }

        if (await context.Tasks.AnyAsync(t => t.RetryOfId == taskId, cancellation))
        {
            return new Refused("The task has been retried already. Retry the newer task instead.");
        }

        var retry = TaskPlanner.Retry(old, caller.UserName, time.GetUtcNow().UtcDateTime);
        context.Tasks.Add(retry);
        await context.SaveChangesAsync(cancellation);
        context.Audit(
            caller, retry.Added, DomainActions.TaskRetried, $"task {old.Id}", ("as", retry.Id), ("project", old.ProjectName),
            ("version", old.VersionName), ("revision", old.RevisionNumber), ("path", old.PrimaryRelPath));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return retry;
    }

    private static string NoSuchTask(long taskId) => $"There is no task {taskId}. It may have been deleted with its release.";

    private static void RequireManagerOf(Caller caller, string? projectName)
    {
        if (projectName is null)
        {
            caller.RequireAdministrator();
        }
        else
        {
            caller.RequireManagerOf(projectName);
        }
    }
}
