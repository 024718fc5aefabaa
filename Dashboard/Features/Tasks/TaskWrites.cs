using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>The writes that several acts on tasks share: set-based, each within its act's transaction.</summary>
internal static class TaskWrites
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

    /// <summary>Ends the attempts that run of these tasks, without a verdict.</summary>
    public static Task<int> LoseAttemptsAsync(
        this ReleaseDbContext context, IReadOnlyCollection<long> taskIds, string why, DateTime now, CancellationToken cancellation) =>
        context.TaskAttempts.Where(a => taskIds.Contains(a.TaskId) && a.Ended == null).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Ended, now)
            .SetProperty(x => x.Outcome, TaskAttemptOutcome.Lost)
            .SetProperty(x => x.Error, why), cancellation);

    /// <summary>Puts active tasks back into the queue. Whoever still works on one finds that it is not theirs any more.</summary>
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

    /// <summary>Set-based writes pass no interceptor: after the commit, the change is told by whoever made it.</summary>
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
