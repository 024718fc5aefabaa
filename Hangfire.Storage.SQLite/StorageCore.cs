using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;
using Hangfire.Storage.SQLite.Queues;

namespace Hangfire.Storage.SQLite;

/// <summary>What the parts of one storage share.</summary>
internal sealed class StorageCore : IDisposable
{
    public StorageCore(DatabaseLocation location, SQLiteStorageOptions options)
    {
        Clock = new Clock(options.Time);
        Database = JobDatabase.Open(location, new DatabaseSettings
        {
            SyncEveryCommit = options.SyncEveryCommit,
            PooledReaders = options.PoolSize,
            MaxPages = options.MaxPages,
            LocksInRows = options.LocksInRows,
            RowLockLifetime = options.DistributedLockLifetime,
            Clock = Clock,
        });
        JobIds = new JobIdSource(Database);
        Queue = new JobQueue(Database, Clock, options.QueuePollInterval, options.InvisibilityTimeout);
    }

    public Clock Clock { get; }

    public JobDatabase Database { get; }

    public JobIdSource JobIds { get; }

    public JobQueue Queue { get; }

    public void Dispose()
    {
        Queue.Dispose();
        Database.Close();
    }
}
