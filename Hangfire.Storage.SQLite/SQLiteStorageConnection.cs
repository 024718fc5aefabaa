using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Locks;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// What Hangfire calls a connection: an owner of distributed locks, and otherwise a view of the storage without a handle
/// of its own, so that it costs nothing to open and may be used on any thread.
/// </summary>
internal sealed class SQLiteStorageConnection(StorageCore core) : JobStorageConnection
{
    private readonly List<OwnedLock> _locks = [];

    public StorageCore Core => core;

    public override void Dispose()
    {
        OwnedLock[] held;
        lock (_locks)
        {
            held = [.. _locks];
        }

        foreach (var one in held)
        {
            one.Dispose();
        }

        base.Dispose();
    }

    public override IWriteOnlyTransaction CreateWriteTransaction() => new SQLiteWriteOnlyTransaction(this);

    public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var taken = new OwnedLock(_locks, core.Database.Locks.Acquire(this, resource, timeout));
        lock (_locks)
        {
            _locks.Add(taken);
        }

        return taken;
    }

    public override string CreateExpiredJob(Job job, IDictionary<string, string?> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        var id = core.JobIds.Next();
        var insert = SQLiteWriteOnlyTransaction.PrepareInsert(id, job, parameters, createdAt, expireIn);
        core.Database.Write(insert);
        return JobId.ToText(id);
    }

    public override IFetchedJob FetchNextJob(string[] queues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queues);
        if (queues.Length == 0)
        {
            throw new ArgumentException("There must be at least one queue.", nameof(queues));
        }

        return core.Queue.Fetch(queues, cancellationToken);
    }

    public override void SetJobParameter(string id, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        if (JobId.TryParse(id, out var jobId))
        {
            core.Database.Write(handle => JobTable.SetParameter(handle, jobId, name, value));
        }
    }

    public override string? GetJobParameter(string id, string name)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        return JobId.TryParse(id, out var jobId) ? core.Database.Read(handle => JobTable.GetParameter(handle, jobId, name)) : null;
    }

    public override JobData? GetJobData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!JobId.TryParse(jobId, out var id) || core.Database.Read(handle => JobTable.Get(handle, id)) is not { } stored)
        {
            return null;
        }

        var (job, exception) = StoredJob.Load(stored.Invocation);
        return new JobData
        {
            Job = job,
            LoadException = exception,
            InvocationData = stored.Invocation,
            State = stored.State,
            CreatedAt = stored.CreatedAt,
            ParametersSnapshot = stored.Parameters,
        };
    }

    public override StateData? GetStateData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return JobId.TryParse(jobId, out var id) ? core.Database.Read(handle => JobTable.GetState(handle, id)) : null;
    }

    public override void AnnounceServer(string serverId, ServerContext context)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(context);
        var queues = StateJson.WriteQueues(context.Queues ?? []);
        core.Database.Write(handle => ServerTable.Announce(handle, serverId, context.WorkerCount, queues, core.Clock));
    }

    public override void RemoveServer(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        core.Database.Write(handle => ServerTable.Remove(handle, serverId));
    }

    public override void Heartbeat(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        if (!core.Database.Write(handle => ServerTable.Heartbeat(handle, serverId, core.Clock)))
        {
            throw new BackgroundServerGoneException();
        }
    }

    public override int RemoveTimedOutServers(TimeSpan timeOut)
    {
        if (timeOut < TimeSpan.Zero)
        {
            throw new ArgumentException("The timeout must not be negative.", nameof(timeOut));
        }

        return core.Database.Write(handle => ServerTable.RemoveSilent(handle, timeOut, core.Clock));
    }

    public override HashSet<string> GetAllItemsFromSet(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new HashSet<string>(core.Database.Read(handle => SetTable.All(handle, key)), StringComparer.Ordinal);
    }

    public override string? GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore) =>
        GetFirstByLowestScoreFromSet(key, fromScore, toScore, 1).FirstOrDefault();

    public override List<string> GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore, int count)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (count <= 0)
        {
            throw new ArgumentException("The count must be positive.", nameof(count));
        }

        if (toScore < fromScore)
        {
            throw new ArgumentException("The highest score must not be below the lowest one.", nameof(toScore));
        }

        return core.Database.Read(handle => SetTable.ByScore(handle, key, fromScore, toScore, count));
    }

    public override long GetSetCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => SetTable.Count(handle, key));
    }

    public override long GetSetCount(IEnumerable<string> keys, int limit)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var all = keys.ToArray();
        return core.Database.ReadSnapshot(handle =>
        {
            var count = 0L;
            foreach (var key in all)
            {
                count += SetTable.Count(handle, key, limit - count);
            }

            return count;
        });
    }

    public override bool GetSetContains(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return core.Database.Read(handle => SetTable.Contains(handle, key, value));
    }

    public override List<string> GetRangeFromSet(string key, int startingFrom, int endingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => SetTable.Range(handle, key, new Window(startingFrom, endingAt)));
    }

    public override TimeSpan GetSetTtl(string key) => GetTimeToLive(ExpiryTable.Set, key);

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string?>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        // Enumerated before the write: it may be code from outside.
        var pairs = keyValuePairs.ToArray();
        core.Database.Write(handle => HashTable.Set(handle, key, pairs));
    }

    public override Dictionary<string, string?>? GetAllEntriesFromHash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => HashTable.All(handle, key));
    }

    public override string? GetValueFromHash(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(name);
        return core.Database.Read(handle => HashTable.Get(handle, key, name));
    }

    public override long GetHashCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => HashTable.Count(handle, key));
    }

    public override TimeSpan GetHashTtl(string key) => GetTimeToLive(ExpiryTable.Hash, key);

    public override long GetListCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => ListTable.Count(handle, key));
    }

    public override List<string> GetAllItemsFromList(string key) => GetRangeFromList(key, 0, int.MaxValue);

    public override List<string> GetRangeFromList(string key, int startingFrom, int endingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => ListTable.Range(handle, key, new Window(startingFrom, endingAt)));
    }

    public override TimeSpan GetListTtl(string key) => GetTimeToLive(ExpiryTable.List, key);

    public override long GetCounter(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => CounterTable.Get(handle, key));
    }

    public override DateTime GetUtcDateTime() => core.Clock.UtcNow;

    private TimeSpan GetTimeToLive(ExpiryTable expiry, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return core.Database.Read(handle => expiry.TimeToLive(handle, key, core.Clock.Now));
    }
}
