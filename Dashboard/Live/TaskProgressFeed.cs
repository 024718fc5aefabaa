using System.Collections.Concurrent;

namespace Dashboard.Live;

/// <summary>
/// Publishes the progress of the tasks that run in this process, as their workers report it. The rows in the database follow at most four
/// times a second.
/// </summary>
public sealed class TaskProgressFeed
{
    private readonly ConcurrentDictionary<long, TaskProgress> _running = new();
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    /// <param name="receive">Called on the pool, never twice at once for one task, first for what runs already. Must be quick and not throw.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<TaskProgress> receive)
    {
        var subscription = new Subscription(this, receive);
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

    /// <returns>Null when the task does not run in this process or has not reported yet.</returns>
    public TaskProgress? Find(long taskId) => _running.GetValueOrDefault(taskId);

    /// <summary>The task no longer runs in this process: from now on its row is the only source.</summary>
    public void Forget(long taskId) => _running.TryRemove(taskId, out _);

    private sealed class Subscription(TaskProgressFeed feed, Action<TaskProgress> receive) : IDisposable
    {
        public void Receive(TaskProgress progress) => receive(progress);

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}
