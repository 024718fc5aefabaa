using System.Data.Common;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>The Hangfire job that runs a task. It does nothing when the task's row is no longer queued.</summary>
public sealed partial class RunTaskJob(
    WorkerCommands commands, TaskDurationEstimator estimator, RunningTasks runningTasks, TaskProgressFeed feed, TaskDispatcher dispatcher,
    ServerLease server, IEnumerable<ITaskHandler> handlers, Maintenance maintenance, IHostApplicationLifetime lifetime, IOptions<TaskOptions> options,
    TimeProvider time, ILogger<RunTaskJob> logger)
{
    private static readonly TimeSpan LongestRetryWait = TimeSpan.FromSeconds(30);

    /// <remarks>
    /// Takes no cancellation from Hangfire, which also cancels a job that it has given to a second worker or that was deleted. The row decides
    /// who works on a task, so only the end of the server stops one.
    /// </remarks>
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long taskId)
    {
        var stopping = lifetime.ApplicationStopping;
        runningTasks.JobStarted();
        try
        {
            // In maintenance mode nothing starts, and the row stays queued. A task that has started may write how it ended.
            if (maintenance.Reason is not null)
            {
                dispatcher.JobEnded(taskId);
                return;
            }

            using var exemption = Maintenance.ExemptCurrentFlow();
            // Null when another worker has claimed the task; that worker's job reports its end.
            if (await commands.ClaimAsync(taskId, server.Name, stopping) is { } claim)
            {
                LogStarted(claim.TaskId, claim.Attempt);
                try
                {
                    await RunAsync(claim, stopping);
                }
                finally
                {
                    feed.Forget(taskId);
                }

                // Not after an exception, such as for a full disk: the dispatcher would enqueue the task again at once. It notices a lost
                // job by itself a few seconds later.
                dispatcher.JobEnded(taskId);
            }
        }
        finally
        {
            runningTasks.JobEnded();
        }
    }

    private async Task RunAsync(TaskClaim claim, CancellationToken stopping)
    {
        var handler = handlers.SingleOrDefault(handler => handler.Type == claim.Type);
        using var running = runningTasks.Add(claim, handler?.TimeLimit ?? Timeout.InfiniteTimeSpan, stopping);
        var expected = await estimator.EstimateAsync(claim.Type, claim.ProgressTotal, stopping);
        var run = new TaskRun(
            claim, expected, options.Value.MaxLogLines, feed, commands, time, () => running.RequestStop(TaskErrorKind.Abandoned), OnProgressLostAsync);
        TaskOutcome? outcome;
        await using (run)
        {
            // A thread cannot be killed: a handler that ignores its cancellation keeps its thread, but not this worker.
            var work = Task.Run(() => HandleAsync(handler, run, running, stopping), CancellationToken.None);
            if (await Task.WhenAny(work, running.Abandoned) != work)
            {
                return;
            }

            outcome = await work;
            if (outcome?.Error is { } error)
            {
                run.Log(TaskLogLevel.Error, error);
                run.Fail(error);
            }
        }

        var progress = run.Progress();
        var log = run.UnsavedLog();
        var accepted = await WriteAsync(
            claim,
            () => outcome is null
                ? commands.ReturnToQueueAsync(
                    claim, stopping.IsCancellationRequested ? "The server was stopped." : "The server entered maintenance mode.", CancellationToken.None)
                : FinishAsync(claim, progress, log, outcome),
            stopping);
        if (!accepted)
        {
            LogFenced(claim.TaskId, claim.Attempt);
        }
    }

    /// <summary>Ends the task. One whose results break a constraint fails: the same write would be refused for ever.</summary>
    private async Task<bool> FinishAsync(TaskClaim claim, TaskProgress progress, IReadOnlyList<TaskLogLine> log, TaskOutcome outcome)
    {
        try
        {
            return await commands.FinishAsync(claim, progress, log, outcome, CancellationToken.None);
        }
        catch (Exception error) when (outcome.Error is null && DatabaseError.IsConstraint(error))
        {
            LogFailed(error, claim.TaskId, claim.Attempt);
            var failed = TaskOutcome.Failed(TaskErrorKind.Error, $"The database refused the outcome. {error.GetBaseException().Message}");
            return await commands.FinishAsync(claim, progress, log, failed, CancellationToken.None);
        }
    }

    /// <summary>
    /// Writes how the task ended, and retries until that succeeds: the disk may be full, or the database busy for long. When the server stops
    /// before, the row still names this server, and the next start returns it to the queue.
    /// </summary>
    private async Task<bool> WriteAsync(TaskClaim claim, Func<Task<bool>> write, CancellationToken stopping)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < LongestRetryWait ? 2 * wait : wait)
        {
            try
            {
                return await write();
            }
            catch (Exception error) when (error is DbException or DbUpdateException && !stopping.IsCancellationRequested)
            {
                LogWriteFailed(error, claim.TaskId, claim.Attempt, wait);
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    /// <returns>Null when the task goes back to the queue.</returns>
    private async Task<TaskOutcome?> HandleAsync(ITaskHandler? handler, TaskRun run, RunningTask running, CancellationToken stopping)
    {
        var claim = run.Claim;
        if (handler is null)
        {
            return TaskOutcome.Failed(TaskErrorKind.Error, $"This server cannot run tasks of the type {claim.Type}. Update it, then retry the task.");
        }

        try
        {
            return await handler.RunAsync(run, running.Cancellation);
        }
        catch (OperationCanceledException) when (running.Abandoned.IsCompleted)
        {
            // Nobody waits for the outcome any more.
            return null;
        }
        catch (OperationCanceledException) when (running.StopReason is { } reason)
        {
            return TaskOutcome.Failed(reason, reason switch
            {
                TaskErrorKind.TimedOut => $"The task exceeded its time limit of {running.TimeLimit.TotalMinutes:0.#} minutes.",
                TaskErrorKind.Cancelled => $"{await commands.FindCancellerAsync(claim.TaskId, CancellationToken.None)} cancelled the task while it was running.",
                _ => "The task was abandoned.",
            });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || running.IsReturnedToQueue)
        {
            return null;
        }
        catch (Exception error)
        {
            LogFailed(error, claim.TaskId, claim.Attempt);
            return TaskOutcome.Failed(TaskErrorKind.Error, error.Message);
        }
    }

    private Task OnProgressLostAsync(Exception error)
    {
        LogProgressLost(error);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Task {TaskId}, attempt {Attempt}, started")]
    private partial void LogStarted(long taskId, int attempt);

    [LoggerMessage(LogLevel.Error, "Writing how task {TaskId}, attempt {Attempt}, ended failed; the write is retried in {Wait}")]
    private partial void LogWriteFailed(Exception error, long taskId, int attempt, TimeSpan wait);

    [LoggerMessage(LogLevel.Error, "Task {TaskId}, attempt {Attempt}, failed with an exception")]
    private partial void LogFailed(Exception error, long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Task {TaskId}, attempt {Attempt}, ended after its claim was lost; its outcome was discarded")]
    private partial void LogFenced(long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Saving the progress of a task failed; its outcome is saved when it ends")]
    private partial void LogProgressLost(Exception error);
}
