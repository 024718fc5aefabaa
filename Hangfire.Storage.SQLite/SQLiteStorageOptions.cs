namespace Hangfire.Storage.SQLite;

/// <summary>Settings of the job storage. Each setter refuses an invalid value.</summary>
public sealed class SQLiteStorageOptions
{
    private TimeSpan _queuePollInterval = TimeSpan.FromMilliseconds(50);
    private TimeSpan _invisibilityTimeout = TimeSpan.FromSeconds(30);
    private TimeSpan _distributedLockLifetime = TimeSpan.FromSeconds(30);
    private TimeSpan _jobExpirationCheckInterval = TimeSpan.FromMinutes(30);
    private TimeSpan _jobExpirationTimeout = TimeSpan.FromDays(1);
    private int _poolSize = 20;

    /// <summary>
    /// How often waiting workers look whether another process has committed: the longest wait for a job that was enqueued
    /// there. Jobs of the own process never wait for it. 50 ms at first; a look costs microseconds.
    /// </summary>
    /// <exception cref="ArgumentException">Not positive, or longer than a day.</exception>
    public TimeSpan QueuePollInterval
    {
        get => _queuePollInterval;
        set => _queuePollInterval = Positive(value);
    }

    /// <summary>
    /// After how long without a sign of life from its process a fetched job is started again: 30 s at first. A process
    /// reports five times as often, so that it may be shorter than the jobs.
    /// </summary>
    /// <exception cref="ArgumentException">Not positive, or longer than a day.</exception>
    public TimeSpan InvisibilityTimeout
    {
        get => _invisibilityTimeout;
        set => _invisibilityTimeout = Positive(value);
    }

    /// <summary>
    /// After how long the distributed lock of a dead process is free again, where the operating system does not free it
    /// at once (macOS): 30 s at first. Elsewhere without effect.
    /// </summary>
    /// <exception cref="ArgumentException">Not positive, or longer than a day.</exception>
    public TimeSpan DistributedLockLifetime
    {
        get => _distributedLockLifetime;
        set => _distributedLockLifetime = Positive(value);
    }

    /// <summary>How often expired jobs and other expired data are deleted: every 30 minutes at first.</summary>
    /// <exception cref="ArgumentException">Not positive, or longer than a day.</exception>
    public TimeSpan JobExpirationCheckInterval
    {
        get => _jobExpirationCheckInterval;
        set => _jobExpirationCheckInterval = Positive(value);
    }

    /// <summary>How long finished jobs are kept: 24 hours at first.</summary>
    /// <exception cref="ArgumentException">Not positive.</exception>
    public TimeSpan JobExpirationTimeout
    {
        get => _jobExpirationTimeout;
        set => _jobExpirationTimeout = value > TimeSpan.Zero
            ? value
            : throw new ArgumentException("The time must be positive.", nameof(value));
    }

    /// <summary>How many idle read-only handles are kept open: 20 at first. More are opened when needed.</summary>
    /// <exception cref="ArgumentException">Negative.</exception>
    public int PoolSize
    {
        get => _poolSize;
        set => _poolSize = value >= 0 ? value : throw new ArgumentException("The size must not be negative.", nameof(value));
    }

    /// <summary>
    /// Whether every commit waits for the disk (SQLite's synchronous=FULL). Without it, as at first, whatever happens to
    /// the process loses nothing, but a power cut can take the commits of the last moments with it; the file stays whole.
    /// </summary>
    public bool SyncEveryCommit { get; set; }

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    internal long? MaxPages { get; set; }

    internal bool LocksInRows { get; set; }

    private static TimeSpan Positive(TimeSpan value) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
        ? value
        : throw new ArgumentException("The time must be positive and at most a day.", nameof(value));
}
