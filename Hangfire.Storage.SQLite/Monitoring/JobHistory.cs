using Hangfire.Storage.Monitoring;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>Everything about one job.</summary>
internal static class JobHistory
{
    private static readonly Sql ExpiresSql = new("SELECT expire_at FROM hangfire_job WHERE id = ?1");

    private static readonly Sql HistorySql = new("""
        SELECT name, reason, data, created_at FROM hangfire_state WHERE job_id = ?1 ORDER BY id DESC
        """);

    /// <summary>All but the job as code, which is looked for after the reading.</summary>
    public static JobDetailsDto? Read(SQLiteHandle handle, long id) =>
        JobTable.Get(handle, id) is { } stored
            ? new JobDetailsDto
            {
                InvocationData = stored.Invocation,
                CreatedAt = stored.CreatedAt,
                ExpireAt = Clock.Instant(handle[ExpiresSql].Bind(id).Scalar()),
                Properties = stored.Parameters,
                History = ReadStates(handle, id),
            }
            : null;

    private static List<StateHistoryDto> ReadStates(SQLiteHandle handle, long id)
    {
        using var row = handle[HistorySql].Bind(id);
        var states = new List<StateHistoryDto>();
        while (row.Read())
        {
            states.Add(new StateHistoryDto
            {
                StateName = row.Text(0),
                Reason = row.NullableText(1),
                Data = StateJson.Read(row.NullableText(2)),
                CreatedAt = Clock.Instant(row.Int64(3)),
            });
        }

        return states;
    }
}
