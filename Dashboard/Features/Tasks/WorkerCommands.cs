using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>
/// The writes of a worker to its task. Each method is one transaction, and is fenced: it has no effect once the task has another attempt
/// number than the worker's claim.
/// </summary>
public sealed partial class WorkerCommands(
    IDbContextFactory<ReleaseDbContext> contexts, IChangeSink changes, TimeProvider time, ILogger<WorkerCommands> logger)
{
    /// <summary>Claims a queued task.</summary>
    /// <returns>Null when the task is not queued: another worker has claimed it, or it was cancelled.</returns>
    public async Task<TaskClaim?> ClaimAsync(long taskId, string server, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var claimed = await context.Tasks
            .Where(t => t.Id == taskId && t.Status == ReleaseTaskStatus.Queued)
            .ExecuteUpdateAsync(t => t
                .SetProperty(x => x.Status, ReleaseTaskStatus.Active)
                .SetProperty(x => x.Started, now)
                .SetProperty(x => x.Pid, Environment.ProcessId)
                .SetProperty(x => x.Server, server)
                .SetProperty(x => x.Attempt, x => x.Attempt + 1)
                .SetProperty(x => x.ProgressDone, 0), cancellation);
        if (claimed == 0)
        {
            return null;
        }

        // An attempt starts from nothing, also when raw SQL has requeued the task and left an earlier attempt open.
        await context.LoseAttemptsAsync([taskId], "The task was requeued.", now, cancellation);
        await context.ResetStepsAsync(context.Tasks.Where(t => t.Id == taskId), cancellation);
        var claim = await context.Tasks.Where(t => t.Id == taskId)
            .Select(t => new TaskClaim(
                t.Id, t.Attempt, t.TaskType, t.ProjectName, t.VersionName, t.RevisionNumber, t.PrimaryRelPath, t.ProgressTotal,
                t.Steps.OrderBy(s => s.Ordinal).Select(s => new ClaimedStep(s.Ordinal, s.Name, s.RelPath, s.ProgressTotal)).ToList()))
            .SingleAsync(cancellation);
        context.TaskAttempts.Add(new TaskAttempt
        {
            TaskId = taskId,
            Attempt = claim.Attempt,
            Started = now,
            Pid = Environment.ProcessId,
            Server = server,
        });
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        Publish(claim);
        return claim;
    }

    /// <summary>Saves the progress and the log of a running task. Publishes nothing: watchers get the progress from the worker itself.</summary>
    /// <returns>False when the claim is lost.</returns>
    public async Task<bool> SaveProgressAsync(
        TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, int maxLogLines, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (!await SaveAsync(context, claim, progress, log, cancellation))
        {
            return false;
        }

        var oldest = progress.LogLines - maxLogLines;
        if (oldest > 0)
        {
            await context.TaskLogLines.Where(l => l.TaskId == claim.TaskId && l.Attempt == claim.Attempt && l.Line <= oldest)
                .ExecuteDeleteAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Ends the task, and replaces the check results of earlier tasks about the same file by its own.</summary>
    /// <returns>False when the claim is lost: the outcome of a worker that stalled must not overwrite a later one.</returns>
    public async Task<bool> FinishAsync(
        TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, TaskOutcome outcome, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        // The task ends last: the database accepts steps, attempts and results only of a task that has not ended.
        if (!await SaveAsync(context, claim, progress, log, cancellation))
        {
            return false;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var completed = outcome.ErrorKind is null;
        await EndAttemptAsync(
            context, claim, completed ? TaskAttemptOutcome.Completed : TaskAttemptOutcome.Failed, outcome.Error, now, cancellation);
        if (completed)
        {
            context.CheckResults.AddRange(outcome.Results);
            await context.SaveChangesAsync(cancellation);
        }

        var status = completed ? ReleaseTaskStatus.Completed : ReleaseTaskStatus.Failed;
        await Own(context, claim).ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, status)
            .SetProperty(x => x.Completed, now)
            .SetProperty(x => x.Result, outcome.Result)
            .SetProperty(x => x.Error, outcome.Error)
            .SetProperty(x => x.ErrorKind, outcome.ErrorKind), cancellation);
        if (completed)
        {
            // After the end, because only a completed task replaces the results of another one.
            var replaced = context.Tasks.Where(t => t.Id != claim.TaskId && t.ProjectName == claim.ProjectName && t.VersionName == claim.VersionName
                && t.RevisionNumber == claim.RevisionNumber && t.TaskType == claim.Type && t.PrimaryRelPath == claim.PrimaryRelPath);
            await context.CheckResults.Where(r => replaced.Any(t => t.Id == r.TaskId)).ExecuteDeleteAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        Publish(claim);
        LogFinished(claim.TaskId, claim.Attempt, status);
        return true;
    }

    /// <summary>Returns a task to the queue without an outcome, as when its server stops.</summary>
    /// <returns>False when the claim is lost.</returns>
    public async Task<bool> ReturnToQueueAsync(TaskClaim claim, string reason, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await context.RequeueTasksAsync(Own(context, claim), cancellation) == 0)
        {
            return false;
        }

        await EndAttemptAsync(context, claim, TaskAttemptOutcome.Lost, reason, time.GetUtcNow().UtcDateTime, cancellation);
        await transaction.CommitAsync(cancellation);
        Publish(claim);
        return true;
    }

    /// <summary>Returns the user name of who cancelled a task.</summary>
    public async Task<string> FindCancellerAsync(long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tasks.Where(t => t.Id == taskId).Select(t => t.CancelRequestedBy).SingleOrDefaultAsync(cancellation) ?? "Somebody";
    }

    /// <summary>The task, unless the claim is lost.</summary>
    private static IQueryable<ReleaseTask> Own(ReleaseDbContext context, TaskClaim claim) =>
        context.Tasks.Where(t => t.Id == claim.TaskId && t.Attempt == claim.Attempt && t.Status == ReleaseTaskStatus.Active);

    /// <returns>False when the claim is lost.</returns>
    private static async Task<bool> SaveAsync(
        ReleaseDbContext context, TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, CancellationToken cancellation)
    {
        // First, because it tells whether the claim still holds; the transaction has the write lock, so it holds until the commit.
        if (await Own(context, claim).ExecuteUpdateAsync(t => t.SetProperty(x => x.ProgressDone, progress.Done), cancellation) == 0)
        {
            return false;
        }

        foreach (var step in progress.Steps)
        {
            await context.TaskSteps.Where(s => s.TaskId == claim.TaskId && s.Ordinal == step.Ordinal).ExecuteUpdateAsync(s => s
                .SetProperty(x => x.Status, step.Status)
                .SetProperty(x => x.ProgressDone, step.Done)
                .SetProperty(x => x.Message, step.Message)
                .SetProperty(x => x.Started, step.Started)
                .SetProperty(x => x.Completed, step.Completed), cancellation);
        }

        if (log.Count > 0)
        {
            context.TaskLogLines.AddRange(log);
            await context.SaveChangesAsync(cancellation);
        }

        return true;
    }

    private static Task<int> EndAttemptAsync(
        ReleaseDbContext context, TaskClaim claim, TaskAttemptOutcome outcome, string? error, DateTime now, CancellationToken cancellation) =>
        context.TaskAttempts.Where(a => a.TaskId == claim.TaskId && a.Attempt == claim.Attempt && a.Ended == null).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Ended, now)
            .SetProperty(x => x.Outcome, outcome)
            .SetProperty(x => x.Error, error), cancellation);

    private void Publish(TaskClaim claim) => changes.PublishTask(claim.TaskId, claim.ProjectName, claim.VersionName);

    [LoggerMessage(LogLevel.Information, "Task {TaskId}, attempt {Attempt}, ended as {Status}")]
    private partial void LogFinished(long taskId, int attempt, ReleaseTaskStatus status);
}
