using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>
/// Who watches tasks, and what they were told last of those that are open: a row as it was read, overtaken by what the worker in this process
/// reports. Safe to call from any thread.
/// </summary>
internal sealed class TaskAudience(TaskFeed feed)
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

    /// <summary>What is watched, each once.</summary>
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

    /// <summary>The running tasks that were told of and on which no worker of this process reports.</summary>
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

    /// <param name="make">Makes the subscription, with the snapshot that it is told first.</param>
    public TaskSubscription Add(TaskSnapshot read, Func<TaskSnapshot, TaskSubscription> make)
    {
        lock (_lock)
        {
            var subscription = make(Overtake(read));
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <returns>False when it was removed before.</returns>
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

    /// <summary>What was told is worth nothing any more: an older state may have been restored, or nobody watches.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _open.Clear();
        }
    }

    /// <summary>Gives a snapshot in the place of all that was told before.</summary>
    public void Renew(TaskSnapshot read, TaskSubscription subscription)
    {
        lock (_lock)
        {
            subscription.PostSnapshot(Overtake(read));
        }
    }

    /// <inheritdoc cref="Renew(TaskSnapshot, TaskSubscription)"/>
    public void Renew(TaskSnapshot read, TaskScope scope)
    {
        lock (_lock)
        {
            var snapshot = Overtake(read);
            foreach (var subscription in _subscriptions.Where(subscription => subscription.Scope == scope))
            {
                subscription.PostSnapshot(snapshot);
            }
        }
    }

    /// <summary>Tells where a task is, unless what was told of it is newer.</summary>
    public void Tell(TaskState read)
    {
        lock (_lock)
        {
            TellAll(read.With(feed.Find(read.Id)));
        }
    }

    /// <summary>Tells what its worker reports of a running task.</summary>
    /// <returns>False when its row must be read first, for somebody who watches it.</returns>
    public bool Tell(TaskProgress progress)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(progress.TaskId, out var known)
                && known.Status == ReleaseTaskStatus.Active && known.Attempt == progress.Attempt)
            {
                TellAll(known.With(progress));
                return true;
            }

            return !_subscriptions.Any(subscription => subscription.Scope.Covers(progress.TaskId, progress.ReleaseName));
        }
    }

    /// <summary>Tells that a task is no more.</summary>
    public void TellGone(long taskId)
    {
        lock (_lock)
        {
            // Whose it was is not known of one that had ended: who never had it loses nothing.
            _open.Remove(taskId, out var known);
            foreach (var subscription in _subscriptions.Where(
                subscription => subscription.Scope.Covers(taskId, known is null ? subscription.Scope.ReleaseName : known.Release)))
            {
                subscription.PostRemoval(taskId);
            }
        }
    }

    private void TellAll(TaskState task)
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

    private TaskSnapshot Overtake(TaskSnapshot read)
    {
        var tasks = read.Tasks.Select(task => task.With(feed.Find(task.Id))).ToList();
        foreach (var task in tasks.Where(task => task.IsOpen))
        {
            _open[task.Id] = task;
        }

        return read with { Tasks = tasks };
    }
}
