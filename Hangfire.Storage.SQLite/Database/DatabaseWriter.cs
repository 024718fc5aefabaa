using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// The one writing handle that this process has on a file, and the threads that wait for it. Who finds it free writes.
/// What others bring in the meantime, the first of them writes for all, in one transaction: what a commit costs whatever
/// is in it (locks of the operating system, pages that everybody touches) is then paid once for many.
/// </summary>
/// <remarks>
/// SQLite has one writer anyway. Waiting for it here wakes the next one in microseconds, where SQLite between two
/// connections can only sleep and try again; and a single writing handle keeps its page cache.
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

    /// <param name="path">For what is said when something fails.</param>
    /// <param name="open">Opens the handle; again, when an error has spoiled it.</param>
    public DatabaseWriter(string path, Func<SQLiteHandle> open)
    {
        _path = path;
        _open = open;
        _handle = open();
    }

    /// <summary>Runs the work in a transaction and returns when that is committed.</summary>
    /// <param name="work">May be run more than once: again without those of its company that have failed.</param>
    /// <exception cref="SQLiteStorageException">Nothing of the work was written.</exception>
    public T Write<T>(Func<SQLiteHandle, T> work)
    {
        if (_file.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("A write cannot wait for the one that it is made from.");
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

        // Another process is writing. A commit takes some 50 microseconds: give way a few times before sleeping.
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

    /// <returns>True when nobody is writing, so that it is for the caller to do.</returns>
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
            // The others are on their way back: who lets them come first commits once for all. Where threads outnumber
            // cores this halves what a job costs; who writes alone does not give way to anybody.
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

    /// <summary>One that fails takes none of the others with it: they are begun again without it.</summary>
    private void CommitAllThatCan(List<PendingWrite> batch)
    {
        var left = batch.ToList();
        while (left.Count > 0 && TryCommit(left, out var culprit) is { } failure)
        {
            // Nobody is to blame for a transaction that could not be begun or committed: it has failed for all.
            var failed = culprit is null ? left.ToList() : [culprit];
            failed.ForEach(write => write.Fail(failure));
            left.RemoveAll(failed.Contains);
        }
    }

    /// <param name="culprit">The one that failed; null when it was the transaction as a whole.</param>
    /// <returns>Null when all are committed, otherwise why none of them is.</returns>
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
            // The first error is the one to tell. Closing the handle rolls back too.
            close = true;
        }

        if (close)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }
}
