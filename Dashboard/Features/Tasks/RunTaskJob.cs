using System.Data.Common;
using Dashboard.Data.Entities;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>The Hangfire job that works on a task. The row is the truth: a job whose row is not queued any more does nothing.</summary>
public sealed partial class RunTaskJob(
    WorkerCommands commands, TaskEstimates estimates, RunningTasks runningTasks, TaskFeed feed, TaskDispatcher dispatcher, ServerLease server,
    IEnumerable<ITaskHandler> handlers, Maintenance maintenance, IOptions<TaskOptions> options, TimeProvider time, ILogger<RunTaskJob> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long taskId, CancellationToken stopping)
    {
        runningTasks.JobBegins();
        try
        {
            // In maintenance nothing begins: the row stays in the queue. What has begun may write its end.
            if (maintenance.Reason is not null)
            {
                dispatcher.Ended(taskId);
                return;
            }

            using var exemption = Maintenance.ExemptCurrentFlow();
            // Null: somebody else has it, whose place it keeps.
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

                // Not when it throws, such as on a full disk: the dispatcher misses the job in a while, rather than giving it out again at once.
                dispatcher.Ended(taskId);
            }
        }
        finally
        {
            runningTasks.JobEnds();
        }
    }

    private async Task RunAsync(TaskClaim claim, CancellationToken stopping)
    {
        using var running = runningTasks.Add(claim, options.Value.LimitOf(claim.Type), stopping);
        var expected = await estimates.OfAsync(claim.Type, claim.ProgressTotal, stopping);
        var run = new TaskRun(
            claim, expected, options.Value.MaxLogLines, feed, commands, time, () => running.Stop(TaskErrorKind.Abandoned), ReportAsync);
        TaskVerdict? verdict;
        await using (run)
        {
            // A thread cannot be killed: who never answers keeps his own, but not the worker's place.
            var work = Task.Run(() => WorkAsync(run, running, stopping), CancellationToken.None);
            if (await Task.WhenAny(work, running.Abandoned) != work)
            {
                return;
            }

            verdict = await work;
            if (verdict?.Error is { } error)
            {
                run.Log(TaskLogLevel.Error, error);
                run.Fail(error);
            }
        }

        var progress = run.Progress();
        var log = run.UnsavedLog();
        var counted = await WriteAsync(
            claim,
            () => verdict is null
                ? commands.GiveBackAsync(claim, stopping.IsCancellationRequested ? "The server was stopped." : "The server went into maintenance.", CancellationToken.None)
                : commands.FinishAsync(claim, progress, log, verdict, CancellationToken.None),
            stopping);
        if (!counted)
        {
            LogLost(claim.TaskId, claim.Attempt);
        }
    }

    /// <summary>
    /// Writes how it ended, and again until it can be written: the disk may be full, or the database busy for long. Should the server stop
    /// first, the row is still this server's, and the next one puts it back into the queue.
    /// </summary>
    private async Task<bool> WriteAsync(TaskClaim claim, Func<Task<bool>> write, CancellationToken stopping)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < LongestWait ? 2 * wait : wait)
        {
            try
            {
                return await write();
            }
            catch (Exception error) when (error is DbException or DbUpdateException && !stopping.IsCancellationRequested)
            {
                LogNotWritten(error, claim.TaskId, claim.Attempt, wait);
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    /// <returns>Null when the task is to go back to the queue.</returns>
    private async Task<TaskVerdict?> WorkAsync(TaskRun run, RunningTask running, CancellationToken stopping)
    {
        var claim = run.Claim;
        try
        {
            return await handlers.Single(handler => handler.Type == claim.Type).RunAsync(run, running.Cancellation);
        }
        catch (OperationCanceledException) when (running.Why is not null)
        {
            return running.Why switch
            {
                TaskErrorKind.TimedOut => TaskVerdict.Failed(
                    TaskErrorKind.TimedOut, $"It took longer than the {running.Limit.TotalMinutes:0.#} minutes that it may."),
                TaskErrorKind.Cancelled => TaskVerdict.Failed(
                    TaskErrorKind.Cancelled, $"{await commands.CancelledByAsync(claim.TaskId, CancellationToken.None)} cancelled it while it ran."),
                _ => TaskVerdict.Failed(TaskErrorKind.Abandoned, "It was given up."),
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || running.IsGivenBack)
        {
            return null;
        }
        catch (Exception error)
        {
            LogFailed(error, claim.TaskId, claim.Attempt);
            return TaskVerdict.Failed(TaskErrorKind.Error, error.Message);
        }
    }

    private Task ReportAsync(Exception error)
    {
        LogProgressLost(error);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Task {TaskId}, attempt {Attempt}, started")]
    private partial void LogStarted(long taskId, int attempt);

    [LoggerMessage(LogLevel.Error, "How task {TaskId}, attempt {Attempt}, ended cannot be written; it is tried again in {Wait}")]
    private partial void LogNotWritten(Exception error, long taskId, int attempt, TimeSpan wait);

    [LoggerMessage(LogLevel.Error, "Task {TaskId}, attempt {Attempt}, threw")]
    private partial void LogFailed(Exception error, long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Task {TaskId}, attempt {Attempt}, was not this worker's any more when it ended; its verdict does not count")]
    private partial void LogLost(long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "A task's progress could not be saved; its verdict will be")]
    private partial void LogProgressLost(Exception error);
}
