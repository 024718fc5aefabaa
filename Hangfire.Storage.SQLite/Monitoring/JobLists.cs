using Hangfire.Storage.Monitoring;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>The pages of jobs by state or queue. A page is found in an index alone before its jobs are looked up.</summary>
internal static class JobLists
{
    // The second condition is that of the partial index, which SQLite wants to see in these words.
    private static readonly Sql OldestFirstSql = new($"""
        SELECT {ListedJob.Columns} FROM (
            SELECT id, state_id FROM hangfire_job WHERE state_name = ?1 AND state_name <> 'Enqueued'
            ORDER BY state_id LIMIT ?2 OFFSET ?3) page
        JOIN hangfire_job j ON j.id = page.id LEFT JOIN hangfire_state s ON s.id = j.state_id
        ORDER BY page.state_id
        """);

    private static readonly Sql NewestFirstSql = new($"""
        SELECT {ListedJob.Columns} FROM (
            SELECT id, state_id FROM hangfire_job WHERE state_name = ?1 AND state_name <> 'Enqueued'
            ORDER BY state_id DESC LIMIT ?2 OFFSET ?3) page
        JOIN hangfire_job j ON j.id = page.id LEFT JOIN hangfire_state s ON s.id = j.state_id
        ORDER BY page.state_id DESC
        """);

    private static readonly Sql WaitingSql = new($"""
        SELECT {ListedJob.Columns}, page.job_id FROM (
            SELECT id, job_id FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime IS NULL
            ORDER BY id LIMIT ?2 OFFSET ?3) page
        LEFT JOIN hangfire_job j ON j.id = page.job_id LEFT JOIN hangfire_state s ON s.id = j.state_id
        ORDER BY page.id
        """);

    private static readonly Sql FetchedSql = new($"""
        SELECT {ListedJob.Columns}, page.job_id, page.fetched_at FROM (
            SELECT id, job_id, fetched_at FROM hangfire_queue WHERE queue = ?1 AND fetched_uptime IS NOT NULL
            ORDER BY fetched_uptime LIMIT ?2 OFFSET ?3) page
        LEFT JOIN hangfire_job j ON j.id = page.job_id LEFT JOIN hangfire_state s ON s.id = j.state_id
        """);

    private static readonly Sql StateNameSql = new("SELECT state_name FROM hangfire_job WHERE id = ?1");

    public static List<KeyValuePair<string, ListedJob?>> ByState(SQLiteHandle handle, string state, int from, int count, bool newestFirst = false)
    {
        using var row = handle[newestFirst ? NewestFirstSql : OldestFirstSql].Bind(state).Bind(Math.Max(count, 0)).Bind(Math.Max(from, 0));
        var jobs = new List<KeyValuePair<string, ListedJob?>>();
        while (row.Read())
        {
            jobs.Add(new(JobId.ToText(row.Int64(0)), ListedJob.Read(row)));
        }

        return jobs;
    }

    public static List<KeyValuePair<string, ListedJob?>> Waiting(SQLiteHandle handle, string queue, int from, int count) =>
        Messages(handle[WaitingSql], queue, from, count, _ => null);

    public static List<KeyValuePair<string, ListedJob?>> Fetched(SQLiteHandle handle, string queue, int from, int count) =>
        Messages(handle[FetchedSql], queue, from, count, row => Clock.Instant(row.NullableInt64(11)));

    /// <summary>For jobs that wait for another one: the state of that one.</summary>
    public static void AddParentStates(SQLiteHandle handle, IEnumerable<KeyValuePair<string, ListedJob?>> jobs)
    {
        foreach (var (_, job) in jobs)
        {
            if (job is not null && JobId.TryParse(job["ParentId"], out var parent))
            {
                using var row = handle[StateNameSql].Bind(parent);
                job.ParentState = row.Read() ? row.NullableText(0) : null;
            }
        }
    }

    private static List<KeyValuePair<string, ListedJob?>> Messages(
        Statement statement, string queue, int from, int count, Func<Statement, DateTime?> readFetchedAt)
    {
        using var row = statement.Bind(queue).Bind(Math.Max(count, 0)).Bind(Math.Max(from, 0));
        var jobs = new List<KeyValuePair<string, ListedJob?>>();
        while (row.Read())
        {
            jobs.Add(new(JobId.ToText(row.Int64(10)), ListedJob.Read(row, readFetchedAt(row))));
        }

        return jobs;
    }
}
