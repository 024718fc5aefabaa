using System.Globalization;

namespace Dashboard.Live;

/// <summary>
/// Decides when the rows of watched tasks are read again. A task that runs in this process reports its progress itself; its row is read
/// when its status changes. A task that another process runs is read once a second, because its progress reaches this process only by its row.
/// </summary>
internal sealed class TaskChangeListener : IDisposable
{
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ElsewhereInterval = TimeSpan.FromSeconds(1);

    private readonly TaskSubscribers _subscribers;
    private readonly PendingTaskReads _pending;
    private readonly Coalescer _reads;
    private readonly IDisposable _topics;
    private readonly IDisposable _progress;
    private readonly ITimer _elsewhere;

    /// <param name="read">Reads what is pending.</param>
    /// <param name="onError">Told when a read failed. What was pending stays so and is read again within a second.</param>
    public TaskChangeListener(
        TaskSubscribers subscribers, PendingTaskReads pending, TaskProgressFeed feed, ChangeFeed changes, TimeProvider time,
        Func<CancellationToken, Task> read, Func<Exception, Task> onError)
    {
        (_subscribers, _pending) = (subscribers, pending);
        _reads = new Coalescer(ReadInterval, time, read, onError);
        _topics = changes.SubscribeToAll(OnChange);
        _progress = feed.Subscribe(OnProgress);
        _elsewhere = time.CreateTimer(_ => OnSecond(), state: null, ElsewhereInterval, ElsewhereInterval);
    }

    private void OnChange(string? topic)
    {
        const string Prefix = "task:";
        if (topic is null)
        {
            _pending.AddEverything();
            _reads.Signal();
        }
        else if (topic.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(topic.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            Read([id]);
        }
    }

    private void OnProgress(TaskProgress progress)
    {
        if (!_subscribers.TryPost(progress))
        {
            Read([progress.TaskId]);
        }
    }

    private void OnSecond()
    {
        Read(_subscribers.RunningElsewhere);
        if (_pending.Everything)
        {
            _reads.Signal();
        }
    }

    private void Read(IReadOnlyCollection<long> taskIds)
    {
        if (taskIds.Count > 0)
        {
            _pending.Add(taskIds);
            _reads.Signal();
        }
    }

    /// <summary>Stops listening without waiting for a read in progress: whoever unsubscribes last must not wait for the database.</summary>
    public void Dispose()
    {
        _topics.Dispose();
        _progress.Dispose();
        _elsewhere.Dispose();
        _ = _reads.DisposeAsync().AsTask();
    }
}
