namespace Hangfire.Storage.SQLite.Database;

/// <summary>The options that belong to the file rather than to one storage on it.</summary>
internal sealed record DatabaseSettings
{
    public bool SyncEveryCommit { get; init; }

    public int PooledReaders { get; init; } = 20;

    /// <summary>Limits the size of the file, so that a test can fill it; null for no limit.</summary>
    public long? MaxPages { get; init; }

    /// <summary>Distributed locks as rows even where the operating system has byte-range locks.</summary>
    public bool LocksInRows { get; init; }

    /// <summary>The time after which a lock that is kept as a row expires unless it is renewed.</summary>
    public TimeSpan RowLockLifetime { get; init; } = TimeSpan.FromSeconds(30);

    public required Clock Clock { get; init; }
}
