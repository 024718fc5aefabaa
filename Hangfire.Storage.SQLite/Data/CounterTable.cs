using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>
/// One row a counter, changed within the commit that counts. There is a single writer anyway, so nothing is gained by
/// collecting increments and adding them up later.
/// </summary>
internal static class CounterTable
{
    private const long Minute = 60_000;

    /// <summary>A later expiry counts; a counter that was ever made to stay stays.</summary>
    private static readonly Sql AddSql = new("""
        INSERT INTO hangfire_counter (key, value, expire_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (key) DO UPDATE SET value = value + excluded.value, expire_at = max(expire_at, coalesce(excluded.expire_at, expire_at))
        """);

    private static readonly Sql GetSql = new("SELECT value FROM hangfire_counter WHERE key = ?1");

    /// <summary>The expiry is kept to the minute: one that moved with every increment would be a second page to write.</summary>
    public static void Add(SQLiteHandle handle, string key, long value, long? expireAt) =>
        handle[AddSql].Bind(key).Bind(value).Bind((expireAt + Minute - 1) / Minute * Minute).Execute();

    public static long Get(SQLiteHandle handle, string key) => handle[GetSql].Bind(key).Scalar() ?? 0;
}
