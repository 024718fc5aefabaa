using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.Storage.SQLite.Database;
using Hangfire.Storage.SQLite.Monitoring;
using Hangfire.Storage.SQLite.Queues;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// Hangfire's job storage in one SQLite file on a local disk, for any number of processes of one host.
/// </summary>
public sealed class SQLiteStorage : JobStorage, IDisposable
{
    private static readonly HashSet<string> Features = new(StringComparer.OrdinalIgnoreCase)
    {
        JobStorageFeatures.ExtendedApi,
        JobStorageFeatures.JobQueueProperty,
        JobStorageFeatures.ProcessesInsteadOfComponents,
        JobStorageFeatures.Connection.GetUtcDateTime,
        JobStorageFeatures.Connection.GetSetContains,
        JobStorageFeatures.Connection.LimitedGetSetCount,
        JobStorageFeatures.Connection.BatchedGetFirstByLowest,
        // The name that Hangfire 1.7 asks for.
        "BatchedGetFirstByLowestScoreFromSet",
        JobStorageFeatures.Transaction.AcquireDistributedLock,
        JobStorageFeatures.Transaction.CreateJob,
        JobStorageFeatures.Transaction.SetJobParameter,
        JobStorageFeatures.Transaction.RemoveFromQueue(typeof(SQLiteFetchedJob)),
        JobStorageFeatures.Monitoring.DeletedStateGraphs,
        JobStorageFeatures.Monitoring.AwaitingJobs,
    };

    private readonly SQLiteStorageOptions _options;
    private readonly StorageCore _core;

    /// <param name="nameOrConnectionString">The path of a file, or a connection string of Microsoft.Data.Sqlite.</param>
    /// <exception cref="ArgumentException">It names no file.</exception>
    /// <exception cref="SQLiteStorageException">The file cannot be used.</exception>
    public SQLiteStorage(string nameOrConnectionString, SQLiteStorageOptions? options = null)
    {
        _options = options ?? new SQLiteStorageOptions();
        _core = new StorageCore(DatabaseLocation.Parse(nameOrConnectionString), _options);
        JobExpirationTimeout = _options.JobExpirationTimeout;
    }

    /// <summary>True: reads that begin after a commit see it, in every process.</summary>
    public override bool LinearizableReads => true;

    internal StorageCore Core => _core;

    public override IStorageConnection GetConnection() => new SQLiteStorageConnection(_core);

    public override IMonitoringApi GetMonitoringApi() => new SQLiteMonitoringApi(_core);

    public override bool HasFeature(string featureId)
    {
        ArgumentNullException.ThrowIfNull(featureId);
        return Features.Contains(featureId) || base.HasFeature(featureId);
    }

    /// <summary>None: a thread of the storage renews the leases of fetched jobs, on every kind of server.</summary>
    public override IEnumerable<IBackgroundProcess> GetServerRequiredProcesses() => [];

    public override IEnumerable<IBackgroundProcess> GetStorageWideProcesses() =>
        [new ExpirationManager(_core, _options.JobExpirationCheckInterval)];

    public override void WriteOptionsToLog(ILog logger)
    {
        logger.InfoFormat("Using the following options for {0}:", this);
        logger.InfoFormat("    Queue poll interval between processes: {0}", _options.QueuePollInterval);
        logger.InfoFormat("    Invisibility timeout: {0}", _options.InvisibilityTimeout);
        logger.InfoFormat("    Expiration check interval: {0}", _options.JobExpirationCheckInterval);
        logger.InfoFormat("    Waits for the disk at every commit: {0}", _options.SyncEveryCommit);
    }

    /// <returns>The path alone, because a connection string may hold a password.</returns>
    public override string ToString() => $"SQLite: {_core.Database.Path}";

    /// <summary>Closes the file when no other storage of this process has it open. Stop the servers first.</summary>
    public void Dispose() => _core.Dispose();
}
