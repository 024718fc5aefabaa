using System.Collections.Concurrent;
using System.Globalization;
using Hangfire.Storage.SQLite.Locks;
using Hangfire.Storage.SQLite.Queues;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// One database file as this process uses it, shared by every storage on that file: one writer and a pool of read-only
/// handles.
/// </summary>
internal sealed class JobDatabase
{
    private static readonly Dictionary<string, JobDatabase> Opened = new(StringComparer.Ordinal);
    private static readonly Lock OpenedGate = new();

    private readonly DatabaseLocation _location;
    private readonly DatabaseSettings _settings;
    private readonly ConcurrentBag<SQLiteHandle> _readers = [];
    private readonly DatabaseWriter _writer;
    private int _storages;
    private int _pooledReaders;
    private volatile bool _closed;

    private JobDatabase(DatabaseLocation location, DatabaseSettings settings)
    {
        _location = location;
        _settings = settings;
        _writer = new DatabaseWriter(location.Path, OpenWriter);
        try
        {
            Locks = new DistributedLocks(LockTables.Create(this, settings));
        }
        catch
        {
            _writer.Close();
            throw;
        }
    }

    public string Path => _location.Path;

    public DistributedLocks Locks { get; }

    public QueueSignals Signals { get; } = new();

    /// <summary>Opens the file, or shares it with the storages of this process that have it open. The settings of the first one apply.</summary>
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

    /// <summary>Must be called once for every <see cref="Open"/>. The last call closes the file.</summary>
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

        // Last, so that closing it checkpoints the write-ahead log.
        _writer.Close();
        Locks.Dispose();
    }

    /// <summary>Runs the work in one transaction. The database is locked meanwhile, so the work must not call foreign code.</summary>
    /// <exception cref="SQLiteStorageException">Nothing was written.</exception>
    public T Write<T>(Func<SQLiteHandle, T> work)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _writer.Write(work);
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
            // Its state is unknown, and opening a new one takes a fraction of a millisecond.
            reader?.Dispose();
            if (exception is SqliteException failure)
            {
                throw SQLiteFailure.Describe(failure, Path);
            }

            throw;
        }
    }

    /// <summary>Runs several queries on one snapshot.</summary>
    public T ReadSnapshot<T>(Func<SQLiteHandle, T> queries) =>
        Read(handle =>
        {
            handle.BeginRead();
            var result = queries(handle);
            handle.Commit();
            return result;
        });

    /// <summary>Opens a handle that belongs to the caller, who must dispose it.</summary>
    public SQLiteHandle OpenReader()
    {
        var reader = new SQLiteHandle(_location.ReadOnlyConnectionString);
        // A reader waits only while the write-ahead log of a crashed process is being recovered.
        reader.Run("PRAGMA busy_timeout = 5000");
        // A commit of another handle empties the cache, so a large one would not pay.
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

    private SQLiteHandle OpenWriter()
    {
        var writer = new SQLiteHandle(_location.ConnectionString);
        try
        {
            if (writer.IsReadOnly)
            {
                throw new SqliteException("attempt to write a readonly database", SQLitePCL.raw.SQLITE_READONLY);
            }

            // When several processes start together, all but one wait here until it has switched to write-ahead logging.
            writer.Run("PRAGMA busy_timeout = 30000");
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
            // A checkpoint waits for the disk, so it is made rarely, after some 32 MiB.
            writer.Run("PRAGMA wal_autocheckpoint = 32000");
            writer.Run("PRAGMA journal_size_limit = 67108864");
            // From here on Begin waits, at intervals of a millisecond instead of SQLite's growing ones.
            writer.Run("PRAGMA busy_timeout = 0");
            if (_settings.MaxPages is { } pages)
            {
                writer.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
            }

            DatabaseWriter.Begin(writer);
            Schema.Install(writer, Path);
            writer.Commit();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
