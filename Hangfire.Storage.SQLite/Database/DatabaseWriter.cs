using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// The one handle with which this process writes to a file, with group commit: a thread that finds it idle becomes the
/// leader and writes. Writes that arrive in the meantime are queued, and the next leader commits all of them in one
/// transaction, so that the fixed cost of a commit (file locks, pages that every write touches) is shared.
/// </summary>
/// <remarks>
/// SQLite allows one writer at a time anyway. A thread that waits here is woken within microseconds, whereas SQLite can
/// only sleep and poll between two connections. A single writing handle also keeps its page cache.
/// </remarks>
internal sealed class DatabaseWriter
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private readonly string _path;
    private readonly Func<SQLiteHandle> _open;
    private readonly Lock _queue = new();
    private readonly Lock _file = new();
    private List<PendingWrite> _waiting = [];
    private bool _isLed;
    private bool _hadCompany;
    private bool _closed;
    private SQLiteHandle? _handle;

    /// <param name="path">The path that error messages name.</param>
    /// <param name="open">Opens the handle, and opens it again after an error that leaves it unusable.</param>
    public DatabaseWriter(string path, Func<SQLiteHandle> open)
    {
        _path = path;
        _open = open;
        _handle = open();
    }

    /// <summary>Runs the work in a transaction and returns when that is committed.</summary>
    /// <param name="work">May run more than once: when another write of the same transaction fails, the rest is rolled back and run again.</param>
    /// <exception cref="SQLiteStorageException">Nothing of the work was written.</exception>
    public T Write<T>(Func<SQLiteHandle, T> work)
    {
        if (_file.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("A write cannot be made from inside another write.");
        }

        var write = new PendingWrite<T>(work);
        if (Join(write) || write.WaitForTurn())
        {
            WriteAllThatWait();
        }

        return write.Result;
    }

    public void Close()
    {
        lock (_file)
        {
            _closed = true;
            _handle?.Dispose();
            _handle = null;
        }
    }

    /// <summary>Begins a writing transaction, as soon as no other process has one.</summary>
    public static void Begin(SQLiteHandle handle)
    {
        if (handle.TryBeginImmediate())
        {
            return;
        }

        // Another process is writing. A commit takes some 50 microseconds, so yield a few times before sleeping.
        var started = Environment.TickCount64;
        for (var attempt = 0; !handle.TryBeginImmediate(); attempt++)
        {
            if (Environment.TickCount64 - started > BusyTimeoutMilliseconds)
            {
                throw new SqliteException("database is locked", raw.SQLITE_BUSY);
            }

            Thread.Sleep(attempt < 5 ? 0 : 1);
        }
    }

    /// <returns>True when no thread leads, so that the caller becomes the leader.</returns>
    private bool Join(PendingWrite write)
    {
        lock (_queue)
        {
            _waiting.Add(write);
            return !_isLed && (_isLed = true);
        }
    }

    private void WriteAllThatWait()
    {
        if (_hadCompany)
        {
            // The threads of the last batch are about to write again. Yielding once lets them join this batch, which halves
            // the cost of a job when there are more threads than cores. A thread that writes alone does not yield.
            Thread.Yield();
        }

        List<PendingWrite> batch;
        lock (_queue)
        {
            batch = _waiting;
            _waiting = [];
        }

        _hadCompany = batch.Count > 1;

        lock (_file)
        {
            CommitAllThatCan(batch);
        }

        foreach (var write in batch)
        {
            write.Finish();
        }

        lock (_queue)
        {
            if (_waiting.Count > 0)
            {
                _waiting[0].Lead();
            }
            else
            {
                _isLed = false;
            }
        }
    }

    /// <summary>Commits the writes. When one of them fails, the others run again without it.</summary>
    private void CommitAllThatCan(List<PendingWrite> batch)
    {
        var left = batch.ToList();
        while (left.Count > 0 && TryCommit(left, out var culprit) is { } failure)
        {
            // A transaction that could not be begun or committed has failed for all of its writes.
            var failed = culprit is null ? left.ToList() : [culprit];
            failed.ForEach(write => write.Fail(failure));
            left.RemoveAll(failed.Contains);
        }
    }

    /// <param name="culprit">The write that failed; null when beginning or committing the transaction failed.</param>
    /// <returns>Null when all writes were committed, otherwise why none of them was.</returns>
    private Exception? TryCommit(List<PendingWrite> writes, out PendingWrite? culprit)
    {
        culprit = null;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SQLiteStorage));
            var handle = _handle ??= _open();
            Begin(handle);
            foreach (var write in writes)
            {
                culprit = write;
                write.Apply(handle);
            }

            culprit = null;
            handle.Commit();
            return null;
        }
        catch (SqliteException exception)
        {
            RollBack(close: SQLiteFailure.SpoilsHandle(exception));
            return SQLiteFailure.Describe(exception, _path);
        }
#pragma warning disable CA1031 // Thrown on the thread whose work it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RollBack(close: false);
            return exception;
        }
    }

    private void RollBack(bool close)
    {
        try
        {
            _handle?.Rollback();
        }
        catch (SqliteException)
        {
            // The first error is the one to report. Closing the handle rolls back as well.
            close = true;
        }

        if (close)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }
}
