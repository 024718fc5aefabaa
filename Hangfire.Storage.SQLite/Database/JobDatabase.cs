using System.Collections.Concurrent;
using System.Globalization;
using Hangfire.Storage.SQLite.Locks;
using Hangfire.Storage.SQLite.Queues;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// One database file as this process uses it, shared by every storage on that file: one writing handle behind a gate,
/// and a pool of read-only ones.
/// </summary>
/// <remarks>
/// SQLite has one writer anyway. Waiting for it at a gate of our own wakes the next one in microseconds, where SQLite
/// between two connections can only sleep and try again; and a single writing handle keeps its page cache.
/// </remarks>
internal sealed class JobDatabase
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private static readonly Dictionary<string, JobDatabase> Opened = new(StringComparer.Ordinal);
    private static readonly Lock OpenedGate = new();

    private readonly DatabaseLocation _location;
    private readonly DatabaseSettings _settings;
    private readonly Lock _gate = new();
    private readonly ConcurrentBag<SQLiteHandle> _readers = [];
    private SQLiteHandle? _writer;
    private int _storages;
    private int _pooledReaders;
    private volatile bool _closed;

    private JobDatabase(DatabaseLocation location, DatabaseSettings settings)
    {
        _location = location;
        _settings = settings;
        _writer = OpenWriter(install: true);
        try
        {
            Locks = new DistributedLocks(LockTables.Create(this, settings));
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    public string Path => _location.Path;

    public DistributedLocks Locks { get; }

    public QueueSignals Signals { get; } = new();

    /// <summary>Opens the file, or joins those of this process that have it open: the first one's settings hold.</summary>
    /// <exception cref="SQLiteStorageException">The file cannot be used.</exception>
    public static JobDatabase Open(DatabaseLocation location, DatabaseSettings settings)
    {
        lock (OpenedGate)
        {
            if (!Opened.TryGetValue(location.Path, out var database))
            {
                try
                {
                    database = new JobDatabase(location, settings);
                }
                catch (SqliteException exception)
                {
                    throw SQLiteFailure.Describe(exception, location.Path);
                }

                Opened.Add(location.Path, database);
            }

            database._storages++;
            return database;
        }
    }

    /// <summary>To be called once for every <see cref="Open"/>. The last one closes the file.</summary>
    public void Close()
    {
        lock (OpenedGate)
        {
            if (--_storages > 0)
            {
                return;
            }

            Opened.Remove(_location.Path);
        }

        _closed = true;
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        lock (_gate)
        {
            // Last, so that closing it moves the write-ahead log into the file.
            _writer?.Dispose();
            _writer = null;
        }

        Locks.Dispose();
    }

    /// <summary>Runs the work in one transaction. It gets the database to itself, so it calls nothing from outside.</summary>
    /// <exception cref="SQLiteStorageException">Nothing was written.</exception>
    public T Write<T>(Func<SQLiteHandle, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            try
            {
                var writer = _writer ??= OpenWriter(install: false);
                Begin(writer);
                try
                {
                    var result = work(writer);
                    writer.Commit();
                    return result;
                }
                catch
                {
                    RollBack(writer);
                    throw;
                }
            }
            catch (SqliteException exception)
            {
                if (SQLiteFailure.SpoilsHandle(exception))
                {
                    _writer?.Dispose();
                    _writer = null;
                }

                throw SQLiteFailure.Describe(exception, Path);
            }
        }
    }

    public void Write(Action<SQLiteHandle> work) =>
        Write(handle =>
        {
            work(handle);
            return true;
        });

    /// <summary>Runs one statement that reads.</summary>
    public T Read<T>(Func<SQLiteHandle, T> query)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        SQLiteHandle? reader = null;
        try
        {
            reader = RentReader();
            var result = query(reader);
            ReturnReader(reader);
            return result;
        }
        catch (Exception exception)
        {
            // What state it is in is not known; a new one costs a fraction of a millisecond.
            reader?.Dispose();
            if (exception is SqliteException failure)
            {
                throw SQLiteFailure.Describe(failure, Path);
            }

            throw;
        }
    }

    /// <summary>Runs several statements that read, all of one moment.</summary>
    public T ReadSnapshot<T>(Func<SQLiteHandle, T> queries) =>
        Read(handle =>
        {
            handle.BeginRead();
            var result = queries(handle);
            handle.Commit();
            return result;
        });

    /// <summary>A handle for the caller alone, who disposes it.</summary>
    public SQLiteHandle OpenReader()
    {
        var reader = new SQLiteHandle(_location.ReadOnlyConnectionString);
        // A reader waits only while a crashed writer's log is being recovered.
        reader.Run("PRAGMA busy_timeout = 5000");
        // What another handle commits empties the cache: a large one would be filled in vain.
        reader.Run("PRAGMA cache_size = -512");
        return reader;
    }

    private SQLiteHandle RentReader()
    {
        if (!_readers.TryTake(out var reader))
        {
            return OpenReader();
        }

        Interlocked.Decrement(ref _pooledReaders);
        return reader;
    }

    private void ReturnReader(SQLiteHandle reader)
    {
        if (Interlocked.Increment(ref _pooledReaders) > _settings.PooledReaders || _closed)
        {
            Interlocked.Decrement(ref _pooledReaders);
            reader.Dispose();
            return;
        }

        _readers.Add(reader);
    }

    private SQLiteHandle OpenWriter(bool install)
    {
        var writer = new SQLiteHandle(_location.ConnectionString);
        try
        {
            // Several processes that start together wait here for the one that switches to write-ahead logging.
            writer.Run($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}");
            // Of a new file. A commit writes each page that it touched, and touches little of it: with pages of one
            // kibibyte it takes two thirds of the time that it takes with SQLite's usual four.
            writer.Run("PRAGMA page_size = 1024");
            if (writer.Run("PRAGMA journal_mode = WAL") != "wal")
            {
                throw new SQLiteStorageException(
                    $"The job storage '{Path}' cannot be used: its file system does not support write-ahead logging. It must be on a local disk.");
            }

            writer.Run($"PRAGMA synchronous = {(_settings.SyncEveryCommit ? "FULL" : "NORMAL")}");
            writer.Run("PRAGMA foreign_keys = ON");
            writer.Run("PRAGMA temp_store = MEMORY");
            writer.Run("PRAGMA cache_size = -16384");
            writer.Run("PRAGMA wal_autocheckpoint = 8000");
            writer.Run("PRAGMA journal_size_limit = 67108864");
            // From here on the waiting is done by Begin, in steps of a millisecond instead of SQLite's growing ones.
            writer.Run("PRAGMA busy_timeout = 0");
            if (_settings.MaxPages is { } pages)
            {
                writer.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
            }

            if (install)
            {
                Begin(writer);
                Schema.Install(writer, Path);
                writer.Commit();
            }

            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static void Begin(SQLiteHandle writer)
    {
        if (writer.TryBeginImmediate())
        {
            return;
        }

        // Another process is writing. A commit takes some 50 microseconds: give way a few times before sleeping.
        var started = Environment.TickCount64;
        for (var attempt = 0; !writer.TryBeginImmediate(); attempt++)
        {
            if (Environment.TickCount64 - started > BusyTimeoutMilliseconds)
            {
                throw new SqliteException("database is locked", SQLitePCL.raw.SQLITE_BUSY);
            }

            Thread.Sleep(attempt < 5 ? 0 : 1);
        }
    }

    private void RollBack(SQLiteHandle writer)
    {
        try
        {
            writer.Rollback();
        }
        catch (SqliteException)
        {
            // The first error is the one to tell. A handle that cannot roll back is closed, which does it.
            writer.Dispose();
            _writer = null;
        }
    }
}
