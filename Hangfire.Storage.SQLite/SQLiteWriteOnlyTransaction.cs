using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;
using Hangfire.Storage.SQLite.Queues;

namespace Hangfire.Storage.SQLite;

/// <summary>
/// Collects changes and applies them in one SQLite transaction, in the order of the calls. Until then the database is
/// not touched: between two calls Hangfire runs filters, which use the storage on their own. What a call gets from
/// outside (a state, an enumeration) is evaluated at once, so that no foreign code runs while the database is locked.
/// </summary>
internal sealed class SQLiteWriteOnlyTransaction(SQLiteStorageConnection connection) : JobStorageTransaction
{
    private readonly StorageCore _core = connection.Core;
    private readonly List<Action<SQLiteHandle>> _changes = [];
    private readonly List<string> _queues = [];
    private readonly List<SQLiteFetchedJob> _acknowledged = [];
    private readonly List<IDisposable> _locks = [];

    /// <summary>Everything about a new job that runs code from outside, done; what is left is the write.</summary>
    public static Action<SQLiteHandle> PrepareInsert(
        long id, Job job, IDictionary<string, string?> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        var invocation = InvocationData.SerializeJob(job);
        var named = parameters.ToArray();
        var created = Clock.Milliseconds(createdAt);
        var expireAt = Clock.Add(created, expireIn);
        return handle => JobTable.Insert(handle, id, invocation, named, created, expireAt);
    }

    /// <exception cref="SQLiteStorageException">Nothing was written.</exception>
    public override void Commit()
    {
        _core.Database.Write(handle =>
        {
            foreach (var change in _changes)
            {
                change(handle);
            }
        });
        _changes.Clear();

        foreach (var job in _acknowledged)
        {
            job.MarkFinished();
        }

        foreach (var queue in _queues)
        {
            _core.Database.Signals.Signal(queue);
        }

        _acknowledged.Clear();
        _queues.Clear();
        ReleaseLocks();
    }

    public override void Dispose()
    {
        ReleaseLocks();
        base.Dispose();
    }

    public override void AcquireDistributedLock(string resource, TimeSpan timeout) =>
        _locks.Add(connection.AcquireDistributedLock(resource, timeout));

    public override string CreateJob(Job job, IDictionary<string, string?> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        var id = _core.JobIds.Next();
        _changes.Add(PrepareInsert(id, job, parameters, createdAt, expireIn));
        return JobId.ToText(id);
    }

    public override void SetJobParameter(string jobId, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ChangeJob(jobId, (handle, id) => JobTable.SetParameter(handle, id, name, value));
    }

    public override void ExpireJob(string jobId, TimeSpan expireIn)
    {
        var expireAt = _core.Clock.After(expireIn);
        ChangeJob(jobId, (handle, id) => JobTable.Expire(handle, id, expireAt));
    }

    public override void PersistJob(string jobId) => ChangeJob(jobId, JobTable.Persist);

    public override void SetJobState(string jobId, IState state)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        ArgumentNullException.ThrowIfNull(state);
        var stored = StoredState.From(state, _core.Clock.Now);
        ChangeJob(jobId, (handle, id) => JobTable.SetState(handle, id, stored));
    }

    public override void AddJobState(string jobId, IState state)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        ArgumentNullException.ThrowIfNull(state);
        var stored = StoredState.From(state, _core.Clock.Now);
        ChangeJob(jobId, (handle, id) => JobTable.AddState(handle, id, stored));
    }

    public override void AddToQueue(string queue, string jobId)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ChangeJob(jobId, (handle, id) => handle[QueueSql.Add].Bind(queue).Bind(id).Execute());
        _queues.Add(queue);
    }

    public override void RemoveFromQueue(IFetchedJob fetchedJob)
    {
        ArgumentNullException.ThrowIfNull(fetchedJob);
        if (fetchedJob is not SQLiteFetchedJob job)
        {
            throw new ArgumentException("The job was not fetched from this storage.", nameof(fetchedJob));
        }

        _changes.Add(handle => job.Remove(handle));
        _acknowledged.Add(job);
    }

    public override void IncrementCounter(string key) => Count(key, 1, null);

    public override void IncrementCounter(string key, TimeSpan expireIn) => Count(key, 1, expireIn);

    public override void DecrementCounter(string key) => Count(key, -1, null);

    public override void DecrementCounter(string key, TimeSpan expireIn) => Count(key, -1, expireIn);

    public override void AddToSet(string key, string value) => AddToSet(key, value, 0);

    public override void AddToSet(string key, string value, double score)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (double.IsNaN(score))
        {
            throw new ArgumentException("The score must be a number.", nameof(score));
        }

        Change(key, handle => SetTable.Add(handle, key, value, score));
    }

    public override void AddRangeToSet(string key, IList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var values = items.ToArray();
        if (values.Contains(null))
        {
            throw new ArgumentException("The items must not be null.", nameof(items));
        }

        Change(key, handle =>
        {
            foreach (var value in values)
            {
                SetTable.Add(handle, key, value, 0);
            }
        });
    }

    public override void RemoveFromSet(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Change(key, handle => SetTable.Remove(handle, key, value));
    }

    public override void RemoveSet(string key) => Change(key, handle => SetTable.Clear(handle, key));

    public override void ExpireSet(string key, TimeSpan expireIn) => Expire(ExpiryTable.Set, key, expireIn);

    public override void PersistSet(string key) => Change(key, handle => ExpiryTable.Set.Persist(handle, key));

    public override void InsertToList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Change(key, handle => ListTable.Insert(handle, key, value));
    }

    public override void RemoveFromList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Change(key, handle => ListTable.Remove(handle, key, value));
    }

    public override void TrimList(string key, int keepStartingFrom, int keepEndingAt) =>
        Change(key, handle => ListTable.Trim(handle, key, new Window(keepStartingFrom, keepEndingAt)));

    public override void ExpireList(string key, TimeSpan expireIn) => Expire(ExpiryTable.List, key, expireIn);

    public override void PersistList(string key) => Change(key, handle => ExpiryTable.List.Persist(handle, key));

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string?>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        var pairs = keyValuePairs.ToArray();
        Change(key, handle => HashTable.Set(handle, key, pairs));
    }

    public override void RemoveHash(string key) => Change(key, handle => HashTable.Clear(handle, key));

    public override void ExpireHash(string key, TimeSpan expireIn) => Expire(ExpiryTable.Hash, key, expireIn);

    public override void PersistHash(string key) => Change(key, handle => ExpiryTable.Hash.Persist(handle, key));

    private void Count(string key, long value, TimeSpan? expireIn)
    {
        long? expireAt = expireIn is { } time ? _core.Clock.After(time) : null;
        Change(key, handle => CounterTable.Add(handle, key, value, expireAt));
    }

    private void Expire(ExpiryTable expiry, string key, TimeSpan expireIn)
    {
        var expireAt = _core.Clock.After(expireIn);
        Change(key, handle => expiry.Expire(handle, key, expireAt));
    }

    private void Change(string key, Action<SQLiteHandle> change)
    {
        ArgumentNullException.ThrowIfNull(key);
        _changes.Add(change);
    }

    private void ChangeJob(string jobId, Action<SQLiteHandle, long> change)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (JobId.TryParse(jobId, out var id))
        {
            _changes.Add(handle => change(handle, id));
        }
    }

    private void ReleaseLocks()
    {
        foreach (var held in _locks)
        {
            held.Dispose();
        }

        _locks.Clear();
    }
}
