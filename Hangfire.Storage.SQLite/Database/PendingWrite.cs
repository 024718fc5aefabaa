using System.Runtime.ExceptionServices;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>A write that a thread waits for, and its outcome.</summary>
internal abstract class PendingWrite
{
    /// <summary>
    /// Spins for about ten microseconds, which it mostly yields to other threads. A commit is often done by then, and
    /// waking a thread that sleeps takes longer.
    /// </summary>
    private const int SpinsBeforeSleep = 20;

    private readonly object _gate = new();
    private volatile Turn _turn;
    private bool _sleeps;
    private Exception? _failure;

    private enum Turn
    {
        /// <summary>Somebody else is writing.</summary>
        Waits,

        /// <summary>Makes the thread the leader, which writes for itself and for the threads that wait behind it.</summary>
        Leads,

        Done,
    }

    /// <summary>Runs the work inside the open transaction, and runs it again when that was rolled back.</summary>
    public abstract void Apply(SQLiteHandle handle);

    /// <summary>Blocks until the write is done or its thread has become the leader.</summary>
    /// <returns>True when this thread is the leader.</returns>
    public bool WaitForTurn()
    {
        for (var spin = new SpinWait(); _turn == Turn.Waits && spin.Count < SpinsBeforeSleep;)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
        {
            _sleeps = true;
            while (_turn == Turn.Waits)
            {
                Monitor.Wait(_gate);
            }
        }

        return _turn == Turn.Leads;
    }

    public void Lead() => Take(Turn.Leads);

    /// <summary>Nothing of it was written; <see cref="Finish"/> follows.</summary>
    public void Fail(Exception failure) => _failure = failure;

    public void Finish() => Take(Turn.Done);

    protected void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Take(Turn turn)
    {
        lock (_gate)
        {
            _turn = turn;
            if (_sleeps)
            {
                Monitor.Pulse(_gate);
            }
        }
    }
}

internal sealed class PendingWrite<T>(Func<SQLiteHandle, T> work) : PendingWrite
{
    private T _result = default!;

    /// <summary>Available once the write is done.</summary>
    /// <exception cref="SQLiteStorageException">Nothing was written.</exception>
    public T Result
    {
        get
        {
            ThrowIfFailed();
            return _result;
        }
    }

    public override void Apply(SQLiteHandle handle) => _result = work(handle);
}
