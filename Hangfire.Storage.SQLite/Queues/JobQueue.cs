using System.Collections.Concurrent;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Queues;

/// <summary>Fetches messages, and keeps track of those that this storage holds.</summary>
internal sealed class JobQueue : IDisposable
{
    private readonly ConcurrentDictionary<SQLiteFetchedJob, byte> _fetched = new();
    private readonly Clock _clock;
    private readonly TimeSpan _invisibilityTimeout;
    private readonly QueuePulse _pulse;

    public JobQueue(JobDatabase database, Clock clock, TimeSpan pollInterval, TimeSpan invisibilityTimeout)
    {
        Database = database;
        _clock = clock;
        _invisibilityTimeout = invisibilityTimeout;
        _pulse = new QueuePulse(this, pollInterval, invisibilityTimeout / 5);
    }

    public JobDatabase Database { get; }

    /// <summary>Blocks until a message can be fetched. The queues are read in the given order, each from its oldest message on.</summary>
    /// <exception cref="OperationCanceledException">The token fired, before the call or during it.</exception>
    public SQLiteFetchedJob Fetch(string[] queues, CancellationToken cancellation)
    {
        _pulse.Start();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryFetch(queues) is { } fetched)
            {
                return fetched;
            }

            using var waiter = Database.Signals.Join(queues);
            // What was committed before joining has signalled nobody.
            if (TryFetch(queues) is { } late)
            {
                return late;
            }

            _pulse.Wake();
            waiter.Wait(cancellation);
        }
    }

    public void Untrack(SQLiteFetchedJob job) => _fetched.TryRemove(job, out _);

    public bool HasFetched => !_fetched.IsEmpty;

    /// <summary>Reports the held messages as alive.</summary>
    /// <returns>The messages that another worker has taken over in the meantime; this storage no longer holds them.</returns>
    public IReadOnlyList<SQLiteFetchedJob> KeepAlive()
    {
        var held = _fetched.Keys;
        if (held.Count == 0)
        {
            return [];
        }

        var uptime = _clock.Uptime;
        var missed = Database.Write(handle => held.Where(job => !job.KeepAlive(handle, uptime)).ToList());
        // Messages that were acknowledged while this ran are gone as well, but they are not lost.
        return missed.Where(job => _fetched.TryRemove(job, out _)).ToList();
    }

    /// <summary>Wakes waiting workers, one for each message that could be fetched.</summary>
    public void SignalReady(SQLiteHandle reader)
    {
        foreach (var (queue, waiters) in Database.Signals.CountWaiters())
        {
            var uptime = _clock.Uptime;
            var ready = reader[QueueSql.CountReady].Bind(queue).Bind(StaleBefore(uptime)).Bind(uptime).Bind(waiters).Scalar() ?? 0;
            for (var signal = 0; signal < Math.Min(ready, waiters); signal++)
            {
                Database.Signals.Signal(queue);
            }
        }
    }

    public void Dispose() => _pulse.Dispose();

    private SQLiteFetchedJob? TryFetch(string[] queues)
    {
        var fetched = Database.Write(handle =>
        {
            var uptime = _clock.Uptime;
            foreach (var queue in queues)
            {
                var owner = Random.Shared.NextInt64();
                using var statement = handle[QueueSql.Fetch]
                    .Bind(queue).Bind(StaleBefore(uptime)).Bind(uptime).Bind(_clock.Now).Bind(owner);
                if (statement.Read())
                {
                    var job = new SQLiteFetchedJob(this, queue, statement.Int64(0), statement.Int64(1), owner);
                    statement.Read();
                    return job;
                }
            }

            return null;
        });
        if (fetched is not null)
        {
            _fetched[fetched] = 0;
        }

        return fetched;
    }

    private long StaleBefore(long uptime) => uptime - (long)_invisibilityTimeout.TotalMilliseconds;
}
