using Dashboard.Data.Entities;
using Dashboard.Live;
using Hangfire;

namespace Dashboard.Features.Tasks;

/// <summary>The Hangfire job that works on a task. The row is the truth: a job whose row is not queued any more does nothing.</summary>
public sealed partial class RunTaskJob(
    TaskCommands commands, TaskFeed feed, TaskDispatcher dispatcher, ServerLease server, IEnumerable<ITaskHandler> handlers,
    TimeProvider time, ILogger<RunTaskJob> logger)
{
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(long taskId, CancellationToken stopping)
    {
        try
        {
            if (await commands.ClaimAsync(taskId, server.Name, stopping) is { } claim)
            {
                await RunAsync(claim, stopping);
            }
        }
        finally
        {
            feed.Forget(taskId);
            dispatcher.Ended(taskId);
        }
    }

    private async Task RunAsync(TaskClaim claim, CancellationToken stopping)
    {
        TaskVerdict verdict;
        TaskProgress progress;
        await using (var run = new TaskRun(claim, feed, commands, time, ReportAsync))
        {
            try
            {
                verdict = await handlers.Single(handler => handler.Type == claim.Type).RunAsync(run, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await run.DisposeAsync();
                await commands.GiveBackAsync(claim, "The server was stopped.", CancellationToken.None);
                return;
            }
            catch (Exception error)
            {
                LogFailed(error, claim.TaskId, claim.Attempt);
                verdict = TaskVerdict.Failed(TaskErrorKind.Error, error.Message);
            }

            if (verdict.Error is not null)
            {
                run.Fail(verdict.Error);
            }

            progress = run.Progress();
        }

        await commands.FinishAsync(claim, progress, verdict, CancellationToken.None);
    }

    private Task ReportAsync(Exception error)
    {
        LogProgressLost(error);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "Task {TaskId}, attempt {Attempt}, threw")]
    private partial void LogFailed(Exception error, long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "A task's progress could not be saved; its verdict will be")]
    private partial void LogProgressLost(Exception error);
}
