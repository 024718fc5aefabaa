namespace Hangfire.Storage.SQLite.Queues;

/// <summary>
/// The workers that wait for messages. Each message that is committed wakes one of those that listen
/// to its queue, and nobody else.
/// </summary>
internal sealed class QueueSignals
{
    private readonly LinkedList<QueueWaiter> _waiters = new();

    public bool HasWaiters
    {
        get
        {
            lock (_waiters)
            {
                return _waiters.Count > 0;
            }
        }
    }

    /// <summary>The caller must read the queue once more after this and before it waits: messages committed earlier signal nobody.</summary>
    public QueueWaiter Join(IReadOnlyCollection<string> queues)
    {
        var waiter = new QueueWaiter(this, queues);
        lock (_waiters)
        {
            _waiters.AddLast(waiter.Node);
        }

        return waiter;
    }

    /// <summary>Wakes one waiter, if one listens to the queue.</summary>
    public void Signal(string queue)
    {
        lock (_waiters)
        {
            for (var node = _waiters.First; node is not null; node = node.Next)
            {
                if (node.Value.Queues.Contains(queue))
                {
                    _waiters.Remove(node);
                    node.Value.Wake(queue);
                    return;
                }
            }
        }
    }

    /// <returns>How many waiters listen to each queue that somebody listens to.</returns>
    public Dictionary<string, int> CountWaiters()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        lock (_waiters)
        {
            foreach (var queue in _waiters.SelectMany(waiter => waiter.Queues))
            {
                counts[queue] = counts.GetValueOrDefault(queue) + 1;
            }
        }

        return counts;
    }

    public void Leave(QueueWaiter waiter)
    {
        lock (_waiters)
        {
            if (waiter.Node.List is not null)
            {
                _waiters.Remove(waiter.Node);
            }
        }
    }
}
