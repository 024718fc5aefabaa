using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>What people do to tasks.</summary>
public sealed class TaskCommands(
    IDbContextFactory<ReleaseDbContext> contexts, RunningTasks runningTasks, IChangeSink changes, TimeProvider time)
{
    /// <summary>Cancels a task: at once when it is queued, as a request to its worker when it runs.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<CancelAsked>> CancelAsync(Caller caller, long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var task = await context.Tasks.Where(t => t.Id == taskId)
            .Select(t => new { t.ProjectName, t.VersionName, t.RevisionNumber, t.PrimaryRelPath }).SingleOrDefaultAsync(cancellation);
        if (task is null)
        {
            return Refused.NotFound("There is no such task.");
        }

        RequireManagerOf(caller, task.ProjectName);
        var now = time.GetUtcNow().UtcDateTime;
        var asked = await context.Tasks
            .Where(t => t.Id == taskId && t.CancelRequestedAt == null
                && (t.Status == ReleaseTaskStatus.Active || t.Status == ReleaseTaskStatus.Queued))
            .ExecuteUpdateAsync(t => t
                .SetProperty(x => x.CancelRequestedAt, now)
                .SetProperty(x => x.CancelRequestedBy, caller.UserName), cancellation);
        if (asked == 0)
        {
            return new Refused("It has ended already, or was cancelled already.");
        }

        var queued = await context.FailTasksAsync(
            context.Tasks.Where(t => t.Id == taskId && t.Status == ReleaseTaskStatus.Queued), TaskErrorKind.Cancelled,
            $"{caller.UserName} cancelled it before it was started.", now, cancellation);
        context.Audit(
            caller, now, DomainActions.TaskCancelled, $"task {taskId}", ("project", task.ProjectName), ("version", task.VersionName),
            ("revision", task.RevisionNumber), ("path", task.PrimaryRelPath), ("was", queued > 0 ? "queued" : "active"));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        runningTasks.Stop(taskId, TaskErrorKind.Cancelled);
        changes.PublishTask(taskId, task.ProjectName, task.VersionName);
        return new CancelAsked(AtOnce: queued > 0);
    }

    /// <summary>Queues the task's work again, as a new task that points to the old one.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<ReleaseTask>> RetryAsync(Caller caller, long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var old = await context.Tasks.AsNoTracking().Include(t => t.Steps).SingleOrDefaultAsync(t => t.Id == taskId, cancellation);
        if (old is null)
        {
            return Refused.NotFound("There is no such task.");
        }

        RequireManagerOf(caller, old.ProjectName);
        if (old.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active)
        {
            return new Refused("The task has not ended yet.");
        }

        if (await context.Tasks.AnyAsync(t => t.RetryOfId == taskId, cancellation))
        {
            return new Refused("It was run again already.");
        }

        var retry = TaskPlan.Again(old, caller.UserName, time.GetUtcNow().UtcDateTime);
        context.Tasks.Add(retry);
        await context.SaveChangesAsync(cancellation);
        context.Audit(
            caller, retry.Added, DomainActions.TaskRetried, $"task {old.Id}", ("as", retry.Id), ("project", old.ProjectName),
            ("version", old.VersionName), ("revision", old.RevisionNumber), ("path", old.PrimaryRelPath));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return retry;
    }

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
