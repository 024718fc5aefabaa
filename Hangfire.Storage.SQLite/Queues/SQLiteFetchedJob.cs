using System.Globalization;
using Hangfire.Logging;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Queues;

/// <summary>
/// A message that this process has fetched. Its owner is a random number, new with every fetch: whatever is done to it
/// happens only while the row still has that number, so that a late owner harms nobody who took it over.
/// </summary>
/// <remarks>Its name is part of a feature that Hangfire asks for: "TransactionalAcknowledge:SQLiteFetchedJob".</remarks>
internal sealed class SQLiteFetchedJob(JobQueue queue, string queueName, long id, long jobId, long owner) : IFetchedJob
{
    private int _finished;

    public string JobId { get; } = jobId.ToString(CultureInfo.InvariantCulture);

    public string Queue => queueName;

    public void RemoveFromQueue()
    {
        if (Volatile.Read(ref _finished) != 0)
        {
            // Hangfire's worker calls this once more after the transaction that acknowledged the message.
            return;
        }

        queue.Database.Write(handle => Remove(handle));
        MarkFinished();
    }

    /// <summary>Part of a transaction; <see cref="MarkFinished"/> follows when it is committed.</summary>
    public bool Remove(SQLiteHandle handle) => handle[QueueSql.Remove].Bind(id).Bind(owner).Execute() > 0;

    public void Requeue()
    {
        var requeued = queue.Database.Write(handle => handle[QueueSql.Requeue].Bind(id).Bind(owner).Execute()) > 0;
        MarkFinished();
        if (requeued)
        {
            queue.Database.Signals.Signal(queueName);
        }
    }

    /// <returns>False when another worker has taken the message over.</returns>
    public bool KeepAlive(SQLiteHandle handle, long uptime) => handle[QueueSql.KeepAlive].Bind(id).Bind(owner).Bind(uptime).Execute() > 0;

    public void MarkFinished()
    {
        Interlocked.Exchange(ref _finished, 1);
        queue.Untrack(this);
    }

    /// <summary>Requeues the message when it was neither removed nor requeued.</summary>
    public void Dispose()
    {
        if (Volatile.Read(ref _finished) != 0)
        {
            return;
        }

        try
        {
            Requeue();
        }
        catch (Exception exception) when (exception is SQLiteStorageException or ObjectDisposedException)
        {
            MarkFinished();
            StorageLog.Write(LogLevel.Warn, $"Job {JobId} could not be requeued; it returns to its queue after the invisibility timeout.", exception);
        }
    }
}
