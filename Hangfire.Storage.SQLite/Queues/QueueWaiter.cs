namespace Hangfire.Storage.SQLite.Queues;

/// <summary>One worker's wait. Disposing it ends the wait, and passes an unused signal on to another worker.</summary>
internal sealed class QueueWaiter : IDisposable
{
    private readonly QueueSignals _signals;
    private readonly ManualResetEventSlim _woken = new(initialState: false, spinCount: 0);
    private string? _unusedSignal;

    public QueueWaiter(QueueSignals signals, IReadOnlyCollection<string> queues)
    {
        _signals = signals;
        Queues = queues;
        Node = new LinkedListNode<QueueWaiter>(this);
    }

    public IReadOnlyCollection<string> Queues { get; }

    public LinkedListNode<QueueWaiter> Node { get; }

    /// <summary>Called at most once, because a woken worker is no longer among the waiters.</summary>
    public void Wake(string queue)
    {
        _unusedSignal = queue;
        _woken.Set();
    }

    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public void Wait(CancellationToken cancellation)
    {
        _woken.Wait(cancellation);
        _unusedSignal = null;
    }

    public void Dispose()
    {
        _signals.Leave(this);
        if (_unusedSignal is { } queue)
        {
            _signals.Signal(queue);
        }

        _woken.Dispose();
    }
}
