using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>
/// The subscriptions to tasks, and the latest state posted of each open task. A state combines the row with what the worker in this process
/// reports, whichever is further. Safe to call from any thread.
/// </summary>
internal sealed class TaskSubscribers(TaskProgressFeed feed)
{
    private readonly Lock _lock = new();
    private readonly List<TaskSubscription> _subscriptions = [];
    private readonly Dictionary<long, TaskState> _open = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>The distinct scopes of the subscriptions.</summary>
    public IReadOnlyList<TaskScope> Scopes
    {
        get
        {
            lock (_lock)
            {
                return [.. _subscriptions.Select(subscription => subscription.Scope).Distinct()];
            }
        }
    }

    /// <summary>The running tasks that somebody watches and that no worker of this process reports on.</summary>
    public IReadOnlyList<long> RunningElsewhere
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Values.Where(task => task.Status == ReleaseTaskStatus.Active && feed.Find(task.Id) is null).Select(task => task.Id)];
            }
        }
    }

    /// <param name="create">Creates the subscription with its first snapshot.</param>
    public TaskSubscription Add(TaskSnapshot read, Func<TaskSnapshot, TaskSubscription> create)
    {
        lock (_lock)
        {
            var subscription = create(WithProgress(read));
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <returns>False when it had been removed before.</returns>
    public bool Remove(TaskSubscription subscription)
    {
        lock (_lock)
        {
            return _subscriptions.Remove(subscription);
        }
    }

    public void RemoveAll()
    {
        lock (_lock)
        {
            _subscriptions.Clear();
        }
    }

    /// <summary>Forgets the posted states, so that an older one is posted again: a backup may have been restored.</summary>
    public void ForgetStates()
    {
        lock (_lock)
        {
            _open.Clear();
        }
    }

    /// <summary>Posts a snapshot, which replaces everything that the subscription has received.</summary>
    public void Renew(TaskSnapshot read, TaskSubscription subscription)
    {
        lock (_lock)
        {
            subscription.PostSnapshot(WithProgress(read));
        }
    }

    /// <inheritdoc cref="Renew(TaskSnapshot, TaskSubscription)"/>
    public void Renew(TaskSnapshot read, TaskScope scope)
    {
        lock (_lock)
        {
            var snapshot = WithProgress(read);
            foreach (var subscription in _subscriptions.Where(subscription => subscription.Scope == scope))
            {
                subscription.PostSnapshot(snapshot);
            }
        }
    }

    /// <summary>Posts the state of a task, unless a newer one has been posted.</summary>
    public void Post(TaskState read)
    {
        lock (_lock)
        {
            PostToAll(read.With(feed.Find(read.Id)));
        }
    }

    /// <summary>Posts what a worker reports of a running task.</summary>
    /// <returns>False when somebody watches the task but its row has to be read first.</returns>
    public bool TryPost(TaskProgress progress)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(progress.TaskId, out var known)
                && known.Status == ReleaseTaskStatus.Active && known.Attempt == progress.Attempt)
            {
                PostToAll(known.With(progress));
                return true;
            }

            return !_subscriptions.Any(subscription => subscription.Scope.Covers(progress.TaskId, progress.ReleaseName));
        }
    }

    /// <summary>Posts that a task was deleted.</summary>
    public void PostRemoval(long taskId)
    {
        lock (_lock)
        {
            // The release of a task that had ended is not known here: every subscription is told, and ignores an id that it never had.
            _open.Remove(taskId, out var known);
            foreach (var subscription in _subscriptions.Where(
                subscription => subscription.Scope.Covers(taskId, known is null ? subscription.Scope.ReleaseName : known.Release)))
            {
                subscription.PostRemoval(taskId);
            }
        }
    }

    private void PostToAll(TaskState task)
    {
        if (_open.TryGetValue(task.Id, out var known) && (task.Age.CompareTo(known.Age) < 0 || task.LooksLike(known)))
        {
            return;
        }

        var watched = false;
        foreach (var subscription in _subscriptions.Where(subscription => subscription.Scope.Covers(task.Id, task.Release)))
        {
            subscription.Post(task);
            watched = true;
        }

        if (watched && task.IsOpen)
        {
            _open[task.Id] = task;
        }
        else
        {
            _open.Remove(task.Id);
        }
    }

    private TaskSnapshot WithProgress(TaskSnapshot read)
    {
        var tasks = read.Tasks.Select(task => task.With(feed.Find(task.Id))).ToList();
        foreach (var task in tasks.Where(task => task.IsOpen))
        {
            _open[task.Id] = task;
        }

        return read with { Tasks = tasks };
    }
}
