namespace Hangfire.Storage.SQLite.Database;

/// <summary>The options that belong to the file rather than to one storage on it.</summary>
internal sealed record DatabaseSettings
{
    public bool SyncEveryCommit { get; init; }

    public int PooledReaders { get; init; } = 20;

    /// <summary>Holds the file to a size, so that a test can see it full; null for no limit but the disk's.</summary>
    public long? MaxPages { get; init; }

    /// <summary>Distributed locks as rows even where the operating system has byte-range locks.</summary>
    public bool LocksInRows { get; init; }

    /// <summary>After how long a lock in a row passes from its dead owner to the next one.</summary>
    public TimeSpan RowLockLifetime { get; init; } = TimeSpan.FromSeconds(30);

    public required Clock Clock { get; init; }
}
