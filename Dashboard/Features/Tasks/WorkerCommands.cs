using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>
/// What workers do to their tasks, and what is done for workers that died. Each method is one unit of work, and every write of a worker is
/// guarded by its attempt: no row changed means that the task is not the worker's any more.
/// </summary>
public sealed partial class WorkerCommands(
    IDbContextFactory<ReleaseDbContext> contexts, IChangeSink changes, TimeProvider time, ILogger<WorkerCommands> logger)
{
    /// <summary>Takes a queued task.</summary>
    /// <returns>Null when it is not queued any more: somebody else has it.</returns>
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

        // A try starts from nothing, whatever an earlier one had done and whoever queued it again.
        await context.ResetStepsAsync(context.Tasks.Where(t => t.Id == taskId), cancellation);
        var claim = await context.Tasks.Where(t => t.Id == taskId)
            .Select(t => new TaskClaim(
                t.Id, t.Attempt, t.TaskType, t.ProjectName, t.VersionName, t.RevisionNumber, t.PrimaryRelPath, t.ProgressTotal,
                t.Steps.OrderBy(s => s.Ordinal).Select(s => new StepClaim(s.Ordinal, s.Name, s.RelPath, s.ProgressTotal)).ToList()))
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

    /// <summary>Keeps where the task is, for those who come later. Tells nobody: watchers have it already.</summary>
    /// <returns>False when the task is not the worker's any more.</returns>
    public async Task<bool> SaveProgressAsync(
        TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, int maxLogLines, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var own = await Own(context, claim).ExecuteUpdateAsync(t => t.SetProperty(x => x.ProgressDone, progress.Done), cancellation);
        if (own == 0)
        {
            return false;
        }

        await SaveStepsAsync(context, claim, progress, cancellation);
        await SaveLogAsync(context, log, cancellation);
        var oldest = progress.LogLines - maxLogLines;
        if (oldest > 0)
        {
            await context.TaskLogLines.Where(l => l.TaskId == claim.TaskId && l.Attempt == claim.Attempt && l.Line <= oldest)
                .ExecuteDeleteAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Ends the task with its verdict, and puts its results in the place of those of earlier tasks about the same file.</summary>
    /// <returns>False when the task is not the worker's any more: a worker that stalled must not overwrite a later verdict.</returns>
    public async Task<bool> FinishAsync(
        TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, TaskVerdict verdict, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var status = verdict.ErrorKind is null ? ReleaseTaskStatus.Completed : ReleaseTaskStatus.Failed;
        var own = await Own(context, claim).ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, status)
            .SetProperty(x => x.Completed, now)
            .SetProperty(x => x.Result, verdict.Result)
            .SetProperty(x => x.Error, verdict.Error)
            .SetProperty(x => x.ErrorKind, verdict.ErrorKind)
            .SetProperty(x => x.ProgressDone, progress.Done), cancellation);
        if (own == 0)
        {
            return false;
        }

        await SaveStepsAsync(context, claim, progress, cancellation);
        await SaveLogAsync(context, log, cancellation);
        await EndAttemptAsync(
            context, claim, status == ReleaseTaskStatus.Completed ? TaskAttemptOutcome.Completed : TaskAttemptOutcome.Failed,
            verdict.Error, now, cancellation);
        if (status == ReleaseTaskStatus.Completed)
        {
            // A second try replaces what the first one found; nothing stale stays beside it.
            var earlier = context.Tasks.Where(t => t.ProjectName == claim.ProjectName && t.VersionName == claim.VersionName
                && t.RevisionNumber == claim.RevisionNumber && t.TaskType == claim.Type && t.PrimaryRelPath == claim.PrimaryRelPath);
            await context.CheckResults.Where(r => earlier.Any(t => t.Id == r.TaskId)).ExecuteDeleteAsync(cancellation);
            context.CheckResults.AddRange(verdict.Results);
            await context.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        Publish(claim);
        LogFinished(claim.TaskId, claim.Attempt, status);
        return true;
    }

    /// <summary>Gives a task back to the queue, as a server does that stops.</summary>
    public async Task<bool> GiveBackAsync(TaskClaim claim, string reason, CancellationToken cancellation)
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

    /// <summary>Puts the tasks of a dead server back into the queue, but for those whose workers have died too often.</summary>
    /// <param name="server">Null for tasks that name none.</param>
    /// <param name="only">Those of its tasks that are meant; null for all.</param>
    /// <returns>How many tasks it had.</returns>
    public async Task<int> RequeueOfAsync(
        string? server, int maxAttempts, CancellationToken cancellation, IReadOnlyCollection<long>? only = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var lost = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Active && t.Server == server && (only == null || only.Contains(t.Id)))
            .Select(t => new { t.Id, t.ProjectName, t.VersionName }).ToListAsync(cancellation);
        var ids = lost.Select(t => t.Id).ToList();
        await context.LoseAttemptsAsync(ids, only is null ? "The server that worked on it died." : "Its worker was lost.", now, cancellation);
        var active = context.Tasks.Where(t => ids.Contains(t.Id) && t.Status == ReleaseTaskStatus.Active);
        await context.FailTasksAsync(
            active.Where(t => t.CancelRequestedAt != null), TaskErrorKind.Cancelled, "It was cancelled, and its server died.", now, cancellation);
        await context.FailTasksAsync(
            active.Where(t => t.Attempt >= maxAttempts), TaskErrorKind.Abandoned,
            $"The server died {maxAttempts} times while it worked on it. It may be what kills the server, so it is not started again by itself.",
            now, cancellation);
        await context.RequeueTasksAsync(active, cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var task in lost)
        {
            changes.PublishTask(task.Id, task.ProjectName, task.VersionName);
        }

        return lost.Count;
    }

    /// <summary>Gives up a task that does not answer: its fence is raised, so that nothing it still finds can count.</summary>
    public async Task<bool> AbandonAsync(TaskClaim claim, TimeSpan silence, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var error = $"It was told to stop and did not answer for {silence.TotalSeconds:0} seconds, so it was given up.";
        var own = await Own(context, claim).ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, ReleaseTaskStatus.Failed)
            .SetProperty(x => x.Completed, now)
            .SetProperty(x => x.Error, error)
            .SetProperty(x => x.ErrorKind, TaskErrorKind.Abandoned)
            .SetProperty(x => x.Attempt, x => x.Attempt + 1), cancellation);
        if (own == 0)
        {
            return false;
        }

        await EndAttemptAsync(context, claim, TaskAttemptOutcome.Lost, error, now, cancellation);
        await context.EndStepsAsync(context.Tasks.Where(t => t.Id == claim.TaskId), error, now, cancellation);
        await transaction.CommitAsync(cancellation);
        Publish(claim);
        return true;
    }

    /// <summary>The tasks of a server that somebody wants stopped: asked where another process took the request.</summary>
    public async Task<IReadOnlyList<long>> CancelRequestsAsync(string server, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tasks
            .Where(t => t.Status == ReleaseTaskStatus.Active && t.Server == server && t.CancelRequestedAt != null)
            .Select(t => t.Id).ToListAsync(cancellation);
    }

    /// <summary>Who asked for the task to be stopped.</summary>
    public async Task<string> CancelledByAsync(long taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tasks.Where(t => t.Id == taskId).Select(t => t.CancelRequestedBy).SingleOrDefaultAsync(cancellation) ?? "Somebody";
    }

    /// <summary>The task as long as it is this worker's.</summary>
    private static IQueryable<ReleaseTask> Own(ReleaseDbContext context, TaskClaim claim) =>
        context.Tasks.Where(t => t.Id == claim.TaskId && t.Attempt == claim.Attempt && t.Status == ReleaseTaskStatus.Active);

    private static async Task SaveLogAsync(
        ReleaseDbContext context, IReadOnlyList<TaskLogLine> log, CancellationToken cancellation)
    {
        if (log.Count > 0)
        {
            context.TaskLogLines.AddRange(log);
            await context.SaveChangesAsync(cancellation);
        }
    }

    private static async Task SaveStepsAsync(
        ReleaseDbContext context, TaskClaim claim, TaskProgress progress, CancellationToken cancellation)
    {
        foreach (var step in progress.Steps)
        {
            await context.TaskSteps.Where(s => s.TaskId == claim.TaskId && s.Ordinal == step.Ordinal).ExecuteUpdateAsync(s => s
                .SetProperty(x => x.Status, step.Status)
                .SetProperty(x => x.ProgressDone, step.Done)
                .SetProperty(x => x.Message, step.Message)
                .SetProperty(x => x.Started, step.Started)
                .SetProperty(x => x.Completed, step.Completed), cancellation);
        }
    }

    private static Task<int> EndAttemptAsync(
        ReleaseDbContext context, TaskClaim claim, TaskAttemptOutcome outcome, string? error, DateTime now, CancellationToken cancellation) =>
        context.TaskAttempts.Where(a => a.TaskId == claim.TaskId && a.Attempt == claim.Attempt).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Ended, now)
            .SetProperty(x => x.Outcome, outcome)
            .SetProperty(x => x.Error, error), cancellation);

    private void Publish(TaskClaim claim) => changes.PublishTask(claim.TaskId, claim.ProjectName, claim.VersionName);

    [LoggerMessage(LogLevel.Information, "Task {TaskId}, attempt {Attempt}, ended {Status}")]
    private partial void LogFinished(long taskId, int attempt, ReleaseTaskStatus status);
}
