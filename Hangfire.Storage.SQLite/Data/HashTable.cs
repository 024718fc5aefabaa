using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

internal static class HashTable
{
    private static readonly Sql SetSql = new("""
        INSERT INTO hangfire_hash (key, field, value) VALUES (?1, ?2, ?3)
        ON CONFLICT (key, field) DO UPDATE SET value = excluded.value
        """);

    private static readonly Sql ClearSql = new("DELETE FROM hangfire_hash WHERE key = ?1");
    private static readonly Sql AllSql = new("SELECT field, value FROM hangfire_hash WHERE key = ?1");
    private static readonly Sql GetSql = new("SELECT value FROM hangfire_hash WHERE key = ?1 AND field = ?2");
    private static readonly Sql CountSql = new("SELECT count(*) FROM hangfire_hash WHERE key = ?1");

    public static void Set(SQLiteHandle handle, string key, IReadOnlyCollection<KeyValuePair<string, string?>> pairs)
    {
        foreach (var (field, value) in pairs)
        {
            handle[SetSql].Bind(key).Bind(field).Bind(value).Execute();
        }
    }

    public static void Clear(SQLiteHandle handle, string key)
    {
        handle[ClearSql].Bind(key).Execute();
        ExpiryTable.Hash.Persist(handle, key);
    }

    /// <returns>Null when there is no such hash.</returns>
    public static Dictionary<string, string?>? All(SQLiteHandle handle, string key)
    {
        using var row = handle[AllSql].Bind(key);
        Dictionary<string, string?>? pairs = null;
        while (row.Read())
        {
            (pairs ??= new Dictionary<string, string?>(StringComparer.Ordinal)).Add(row.Text(0), row.NullableText(1));
        }

        return pairs;
    }

    public static string? Get(SQLiteHandle handle, string key, string field)
    {
        using var row = handle[GetSql].Bind(key).Bind(field);
        return row.Read() ? row.NullableText(0) : null;
    }

    public static long Count(SQLiteHandle handle, string key) => handle[CountSql].Bind(key).Scalar() ?? 0;
}
