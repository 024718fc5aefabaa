using System.Collections.Concurrent;
using Hangfire.Logging;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Locks;

/// <summary>
/// Locks as rows, for systems without byte-range locks. Acquiring and releasing one take a commit each. A thread renews the
/// held ones; those of a dead process expire.
/// </summary>
internal sealed class RowLocks : ILockTable
{
    private static readonly Sql TakeSql = new("""
        INSERT INTO hangfire_lock (resource, owner, held_uptime) VALUES (?1, ?2, ?3)
        ON CONFLICT (resource) DO UPDATE SET owner = excluded.owner, held_uptime = excluded.held_uptime
        WHERE held_uptime < ?4 OR held_uptime > ?3
        """);

    private static readonly Sql ReleaseSql = new("DELETE FROM hangfire_lock WHERE resource = ?1 AND owner = ?2");
    private static readonly Sql KeepSql = new("UPDATE hangfire_lock SET held_uptime = ?3 WHERE resource = ?1 AND owner = ?2");

    private readonly ConcurrentDictionary<string, byte> _held = new(StringComparer.Ordinal);
    private readonly long _owner = Random.Shared.NextInt64();
    private readonly JobDatabase _database;
    private readonly Clock _clock;
    private readonly TimeSpan _lifetime;
    private readonly Timer _keepAlive;

    public RowLocks(JobDatabase database, Clock clock, TimeSpan lifetime)
    {
        _database = database;
        _clock = clock;
        _lifetime = lifetime;
        _keepAlive = new Timer(_ => KeepAlive(), null, lifetime / 5, lifetime / 5);
    }

    public bool TryTake(string resource)
    {
        var now = _clock.Uptime;
        var taken = _database.Write(handle =>
            handle[TakeSql].Bind(resource).Bind(_owner).Bind(now).Bind(now - (long)_lifetime.TotalMilliseconds).Execute()) > 0;
        if (taken)
        {
            _held[resource] = 0;
        }

        return taken;
    }

    public void Release(string resource)
    {
        _held.TryRemove(resource, out _);
        _database.Write(handle => handle[ReleaseSql].Bind(resource).Bind(_owner).Execute());
    }

    public void Dispose() => _keepAlive.Dispose();

    private void KeepAlive()
    {
        var held = _held.Keys;
        if (held.Count == 0)
        {
            return;
        }

        try
        {
            _database.Write(handle =>
            {
                foreach (var resource in held)
                {
                    handle[KeepSql].Bind(resource).Bind(_owner).Bind(_clock.Uptime).Execute();
                }
            });
        }
        catch (Exception exception) when (exception is SQLiteStorageException or ObjectDisposedException)
        {
            StorageLog.Write(LogLevel.Warn, "The distributed locks of this process could not be kept alive; the next attempt follows.", exception);
        }
    }
}
