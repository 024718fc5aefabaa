using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>
/// When a set, a hash or a list ends. It ends as a whole, whatever was added later; when its last item is taken, the
/// expiry goes with it, and the next one of that name stays.
/// </summary>
internal sealed class ExpiryTable
{
    public static readonly ExpiryTable Set = new("set");
    public static readonly ExpiryTable Hash = new("hash");
    public static readonly ExpiryTable List = new("list");

    private readonly string _kind;
    private readonly Sql _expireSql;
    private readonly Sql _persistSql;
    private readonly Sql _forgetSql;
    private readonly Sql _getSql;

    private ExpiryTable(string kind)
    {
        _kind = kind;
        _expireSql = new Sql($"""
            INSERT INTO hangfire_expiry (kind, key, expire_at)
            SELECT '{kind}', ?1, ?2 WHERE EXISTS (SELECT 1 FROM hangfire_{kind} WHERE key = ?1)
            ON CONFLICT (kind, key) DO UPDATE SET expire_at = excluded.expire_at
            """);
        _persistSql = new Sql($"DELETE FROM hangfire_expiry WHERE kind = '{kind}' AND key = ?1");
        _forgetSql = new Sql($"""
            DELETE FROM hangfire_expiry
            WHERE kind = '{kind}' AND key = ?1 AND NOT EXISTS (SELECT 1 FROM hangfire_{kind} WHERE key = ?1)
            """);
        _getSql = new Sql($"SELECT expire_at FROM hangfire_expiry WHERE kind = '{kind}' AND key = ?1");
    }

    /// <summary>Ignores what does not exist.</summary>
    public void Expire(SQLiteHandle handle, string key, long expireAt) => handle[_expireSql].Bind(key).Bind(expireAt).Execute();

    public void Persist(SQLiteHandle handle, string key) => handle[_persistSql].Bind(key).Execute();

    public void ForgetIfEmpty(SQLiteHandle handle, string key) => handle[_forgetSql].Bind(key).Execute();

    /// <returns>Minus one second when it does not expire, as Hangfire's storages say it.</returns>
    public TimeSpan TimeToLive(SQLiteHandle handle, string key, long now) =>
        handle[_getSql].Bind(key).Scalar() is { } expireAt ? TimeSpan.FromMilliseconds(expireAt - now) : TimeSpan.FromSeconds(-1);

    public override string ToString() => _kind;
}
