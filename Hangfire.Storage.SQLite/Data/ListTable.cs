using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>Lists, read from the newest item to the oldest.</summary>
internal static class ListTable
{
    private static readonly Sql InsertSql = new("INSERT INTO hangfire_list (key, value) VALUES (?1, ?2)");
    private static readonly Sql RemoveSql = new("DELETE FROM hangfire_list WHERE key = ?1 AND value = ?2");

    private static readonly Sql TrimSql = new("""
        DELETE FROM hangfire_list WHERE key = ?1 AND id NOT IN (
            SELECT id FROM hangfire_list WHERE key = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3)
        """);

    private static readonly Sql RangeSql = new("SELECT value FROM hangfire_list WHERE key = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3");
    private static readonly Sql CountSql = new("SELECT count(*) FROM hangfire_list WHERE key = ?1");

    public static void Insert(SQLiteHandle handle, string key, string value) => handle[InsertSql].Bind(key).Bind(value).Execute();

    /// <summary>Removes all items with this value.</summary>
    public static void Remove(SQLiteHandle handle, string key, string value)
    {
        handle[RemoveSql].Bind(key).Bind(value).Execute();
        ExpiryTable.List.ForgetIfEmpty(handle, key);
    }

    public static void Trim(SQLiteHandle handle, string key, Window keep)
    {
        handle[TrimSql].Bind(key).Bind(keep.Count).Bind(keep.Skip).Execute();
        ExpiryTable.List.ForgetIfEmpty(handle, key);
    }

    public static List<string> Range(SQLiteHandle handle, string key, Window window)
    {
        using var row = handle[RangeSql].Bind(key).Bind(window.Count).Bind(window.Skip);
        var values = new List<string>();
        while (row.Read())
        {
            values.Add(row.Text(0));
        }

        return values;
    }

    public static long Count(SQLiteHandle handle, string key) => handle[CountSql].Bind(key).Scalar() ?? 0;
}
