using System.Collections.Concurrent;

namespace Dashboard.Live;

/// <summary>Where the tasks of this process are now, and who wants to know. The rows in the database follow, four times a second.</summary>
public sealed class TaskFeed
{
    private readonly ConcurrentDictionary<long, TaskProgress> _running = new();
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    /// <param name="releaseName">Whose tasks; null for all.</param>
    /// <param name="receive">Called on the pool, never twice at once for one task; quickly and without throwing.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(string? releaseName, Action<TaskProgress> receive)
    {
        var subscription = new Subscription(this, releaseName, receive);
        _subscriptions[subscription] = 0;
        foreach (var progress in _running.Values)
        {
            subscription.Receive(progress);
        }

        return subscription;
    }

    public void Publish(TaskProgress progress)
    {
        _running[progress.TaskId] = progress;
        foreach (var (subscription, _) in _subscriptions)
        {
            subscription.Receive(progress);
        }
    }

    /// <returns>Null when the task does not run here, or has reported nothing yet.</returns>
    public TaskProgress? Find(long taskId) => _running.GetValueOrDefault(taskId);

    /// <summary>The task runs here no longer: its row says the rest.</summary>
    public void Forget(long taskId) => _running.TryRemove(taskId, out _);

    private sealed class Subscription(TaskFeed feed, string? releaseName, Action<TaskProgress> receive) : IDisposable
    {
        public void Receive(TaskProgress progress)
        {
            if (releaseName is null || releaseName == progress.ReleaseName)
            {
                receive(progress);
            }
        }

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}
