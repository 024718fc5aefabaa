using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>Sets, ordered by score, and for the same score in the order of arrival.</summary>
internal static class SetTable
{
    private static readonly Sql AddSql = new("""
        INSERT INTO hangfire_set (key, value, score) VALUES (?1, ?2, ?3)
        ON CONFLICT (key, value) DO UPDATE SET score = excluded.score
        """);

    private static readonly Sql RemoveSql = new("DELETE FROM hangfire_set WHERE key = ?1 AND value = ?2");
    private static readonly Sql ClearSql = new("DELETE FROM hangfire_set WHERE key = ?1");
    private static readonly Sql AllSql = new("SELECT value FROM hangfire_set WHERE key = ?1 ORDER BY score, id");
    private static readonly Sql RangeSql = new("SELECT value FROM hangfire_set WHERE key = ?1 ORDER BY score, id LIMIT ?2 OFFSET ?3");
    private static readonly Sql CountSql = new("SELECT count(*) FROM hangfire_set WHERE key = ?1");
    private static readonly Sql LimitedCountSql = new("SELECT count(*) FROM (SELECT 1 FROM hangfire_set WHERE key = ?1 LIMIT ?2)");
    private static readonly Sql ContainsSql = new("SELECT 1 FROM hangfire_set WHERE key = ?1 AND value = ?2");

    private static readonly Sql ByScoreSql = new("""
        SELECT value FROM hangfire_set WHERE key = ?1 AND score BETWEEN ?2 AND ?3 ORDER BY score, id LIMIT ?4
        """);

    public static void Add(SQLiteHandle handle, string key, string value, double score) =>
        handle[AddSql].Bind(key).Bind(value).Bind(score).Execute();

    public static void Remove(SQLiteHandle handle, string key, string value)
    {
        handle[RemoveSql].Bind(key).Bind(value).Execute();
        ExpiryTable.Set.ForgetIfEmpty(handle, key);
    }

    public static void Clear(SQLiteHandle handle, string key)
    {
        handle[ClearSql].Bind(key).Execute();
        ExpiryTable.Set.Persist(handle, key);
    }

    public static List<string> All(SQLiteHandle handle, string key) => ReadValues(handle[AllSql].Bind(key));

    public static List<string> Range(SQLiteHandle handle, string key, Window window) =>
        ReadValues(handle[RangeSql].Bind(key).Bind(window.Count).Bind(window.Skip));

    public static List<string> ByScore(SQLiteHandle handle, string key, double from, double to, int count) =>
        ReadValues(handle[ByScoreSql].Bind(key).Bind(from).Bind(to).Bind(count));

    public static long Count(SQLiteHandle handle, string key) => handle[CountSql].Bind(key).Scalar() ?? 0;

    public static long Count(SQLiteHandle handle, string key, long limit) => handle[LimitedCountSql].Bind(key).Bind(limit).Scalar() ?? 0;

    public static bool Contains(SQLiteHandle handle, string key, string value) => handle[ContainsSql].Bind(key).Bind(value).Scalar() is not null;

    private static List<string> ReadValues(Statement bound)
    {
        using var row = bound;
        var values = new List<string>();
        while (row.Read())
        {
            values.Add(row.Text(0));
        }

        return values;
    }
}
