using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>The numbers of the dashboard. None of them is counted in a growing table.</summary>
internal static class Totals
{
    private static readonly Sql OneSql = new("SELECT count FROM hangfire_total WHERE kind = ?1 AND name = ?2");
    private static readonly Sql AllSql = new("SELECT name, count FROM hangfire_total WHERE kind = ?1");

    /// <summary>Not more than there are workers.</summary>
    private static readonly Sql FetchedSql = new("SELECT count(*) FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime IS NOT NULL");

    public static long InState(SQLiteHandle handle, string state) => handle[OneSql].Bind("state").Bind(state).Scalar() ?? 0;

    public static Dictionary<string, long> ByState(SQLiteHandle handle) => All(handle, "state");

    /// <summary>All messages of each queue that was ever used, the fetched ones included.</summary>
    public static Dictionary<string, long> ByQueue(SQLiteHandle handle) => All(handle, "queue");

    public static long Fetched(SQLiteHandle handle, string queue) => handle[FetchedSql].Bind(queue).Scalar() ?? 0;

    public static long Waiting(SQLiteHandle handle, string queue) =>
        (handle[OneSql].Bind("queue").Bind(queue).Scalar() ?? 0) - Fetched(handle, queue);

    private static Dictionary<string, long> All(SQLiteHandle handle, string kind)
    {
        using var row = handle[AllSql].Bind(kind);
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        while (row.Read())
        {
            totals.Add(row.Text(0), row.Int64(1));
        }

        return totals;
    }
}
