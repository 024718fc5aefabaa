using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>The listeners of one scope, however many circuits they belong to, and what runs in it. Its owner locks every call.</summary>
internal sealed class TaskFanOut
{
    private readonly List<TaskListener> _listeners = [];

    /// <summary>The running tasks, for listeners that are added later.</summary>
    private readonly Dictionary<long, TaskProgress> _running = [];

    public bool IsEmpty => _listeners.Count == 0;

    /// <summary>Cancelled when nobody listens any more.</summary>
    public CancellationTokenSource Closing { get; } = new();

    public void Add(TaskListener listener)
    {
        if (_listeners.Contains(listener))
        {
            return;
        }

        _listeners.Add(listener);
        foreach (var task in _running.Values)
        {
            listener.Receive(task);
        }
    }

    /// <returns>False when it had not been added.</returns>
    public bool Remove(TaskListener listener) => _listeners.Remove(listener);

    public void Pass(TaskMessage message)
    {
        if (message.Kind == TaskMessage.Snapshot)
        {
            _running.Clear();
        }

        foreach (var removed in message.Removed)
        {
            _running.Remove(removed);
        }

        foreach (var task in message.Tasks)
        {
            if (task.Status != ReleaseTaskStatus.Active)
            {
                // The row of a task that does not run says everything there is to say.
                _running.Remove(task.Id);
                continue;
            }

            var progress = task.ToProgress();
            _running[task.Id] = progress;
            _listeners.ForEach(listener => listener.Receive(progress));
        }
    }
}
