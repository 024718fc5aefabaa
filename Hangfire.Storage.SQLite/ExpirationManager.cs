using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.Storage.SQLite.Data;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// Deletes expired rows, in batches that are short enough for jobs to be enqueued in between. One process of all
/// does it at a time.
/// </summary>
internal sealed class ExpirationManager(StorageCore core, TimeSpan interval) : IBackgroundProcess
{
    private const string LockResource = "locks:expirationmanager";

    public void Execute(BackgroundProcessContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Run(context.StoppingToken);
        context.Wait(interval);
    }

    /// <exception cref="OperationCanceledException">The token fired between two batches.</exception>
    public void Run(CancellationToken cancellation)
    {
        using var connection = new SQLiteStorageConnection(core);
        try
        {
            using (connection.AcquireDistributedLock(LockResource, TimeSpan.Zero))
            {
                foreach (var sweep in ExpirySweep.All)
                {
                    RunOne(sweep, cancellation);
                }
            }
        }
        catch (DistributedLockTimeoutException)
        {
            StorageLog.Write(LogLevel.Debug, "Another server is deleting what has expired.");
        }
    }

    private void RunOne(ExpirySweep sweep, CancellationToken cancellation)
    {
        try
        {
            var deleted = sweep.Run(core, cancellation);
            if (deleted > 0)
            {
                StorageLog.Write(LogLevel.Info, $"Deleted {deleted} expired entries ({sweep.Name}).");
            }
        }
        catch (SQLiteStorageException exception)
        {
            // The other tables are not to wait for this one.
            StorageLog.Write(LogLevel.Error, $"Expired entries could not be deleted ({sweep.Name}); the next attempt follows.", exception);
        }
    }
}
