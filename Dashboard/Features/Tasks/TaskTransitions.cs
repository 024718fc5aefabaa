using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Set-based transitions of tasks, shared by the commands, each within its caller's transaction. Steps are written before the task ends,
/// because afterwards the database refuses them.
/// </summary>
internal static class TaskTransitions
{
    public static async Task<int> FailTasksAsync(
        this ReleaseDbContext context, IQueryable<ReleaseTask> tasks, TaskErrorKind kind, string error, DateTime now, CancellationToken cancellation)
    {
        await context.EndStepsAsync(tasks, error, now, cancellation);
        return await tasks.ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, ReleaseTaskStatus.Failed)
            .SetProperty(x => x.Completed, now)
            .SetProperty(x => x.Error, error)
            .SetProperty(x => x.ErrorKind, kind), cancellation);
    }

    /// <summary>Fails the steps that have not ended.</summary>
    public static Task<int> EndStepsAsync(
        this ReleaseDbContext context, IQueryable<ReleaseTask> tasks, string message, DateTime now, CancellationToken cancellation) =>
        context.TaskSteps
            .Where(s => tasks.Any(t => t.Id == s.TaskId) && (s.Status == ReleaseTaskStatus.Queued || s.Status == ReleaseTaskStatus.Active))
            .ExecuteUpdateAsync(s => s
                .SetProperty(x => x.Status, ReleaseTaskStatus.Failed)
                .SetProperty(x => x.Message, message)
                .SetProperty(x => x.Completed, now), cancellation);

    public static Task<int> ResetStepsAsync(this ReleaseDbContext context, IQueryable<ReleaseTask> tasks, CancellationToken cancellation) =>
        context.TaskSteps.Where(s => tasks.Any(t => t.Id == s.TaskId)).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.Status, ReleaseTaskStatus.Queued)
            .SetProperty(x => x.ProgressDone, 0)
            .SetProperty(x => x.Started, (DateTime?)null)
            .SetProperty(x => x.Completed, (DateTime?)null)
            .SetProperty(x => x.Message, (string?)null), cancellation);

    /// <summary>Ends the open attempts of these tasks without an outcome of their own.</summary>
    public static Task<int> LoseAttemptsAsync(
        this ReleaseDbContext context, IReadOnlyCollection<long> taskIds, string error, DateTime now, CancellationToken cancellation) =>
        context.TaskAttempts.Where(a => taskIds.Contains(a.TaskId) && a.Ended == null).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Ended, now)
            .SetProperty(x => x.Outcome, TaskAttemptOutcome.Lost)
            .SetProperty(x => x.Error, error), cancellation);

    /// <summary>Puts active tasks back into the queue, which fences off the workers that may still run them.</summary>
    public static async Task<int> RequeueTasksAsync(this ReleaseDbContext context, IQueryable<ReleaseTask> tasks, CancellationToken cancellation)
    {
        await context.ResetStepsAsync(tasks, cancellation);
        return await tasks.ExecuteUpdateAsync(t => t
            .SetProperty(x => x.Status, ReleaseTaskStatus.Queued)
            .SetProperty(x => x.Started, (DateTime?)null)
            .SetProperty(x => x.Pid, (int?)null)
            .SetProperty(x => x.Server, (string?)null)
            .SetProperty(x => x.ProgressDone, 0), cancellation);
    }

    /// <summary>Publishes a change to a task, after the commit. Set-based writes bypass the interceptor that publishes other changes.</summary>
    public static void PublishTask(this IChangeSink changes, long taskId, string? projectName, string? versionName)
    {
        changes.Publish(ChangeTopics.Tasks);
        changes.Publish(ChangeTopics.Task(taskId));
        if (projectName is not null && versionName is not null)
        {
            changes.Publish(ChangeTopics.Releases);
            changes.Publish(ChangeTopics.Release(Release.NameOf(projectName, versionName)));
        }
    }
}
