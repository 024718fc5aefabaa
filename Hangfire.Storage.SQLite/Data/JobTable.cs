using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Data;

/// <summary>Jobs, their parameters and their states.</summary>
internal static class JobTable
{
    private static readonly Sql InsertSql = new("""
        INSERT INTO hangfire_job (id, type, method, parameter_types, arguments, queue, created_at, expire_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    private static readonly Sql SetParameterSql = new("""
        INSERT INTO hangfire_job_parameter (job_id, name, value) SELECT id, ?2, ?3 FROM hangfire_job WHERE id = ?1
        ON CONFLICT (job_id, name) DO UPDATE SET value = excluded.value
        """);

    private static readonly Sql GetParameterSql = new("SELECT value FROM hangfire_job_parameter WHERE job_id = ?1 AND name = ?2");

    /// <summary>The job's row once for each parameter: one statement, so one moment.</summary>
    private static readonly Sql GetSql = new("""
        SELECT j.state_name, j.type, j.method, j.parameter_types, j.arguments, j.queue, j.created_at, p.name, p.value
        FROM hangfire_job j LEFT JOIN hangfire_job_parameter p ON p.job_id = j.id
        WHERE j.id = ?1
        """);

    private static readonly Sql GetStateSql = new("""
        SELECT s.name, s.reason, s.data FROM hangfire_job j JOIN hangfire_state s ON s.id = j.state_id WHERE j.id = ?1
        """);

    private static readonly Sql AddStateSql = new("""
        INSERT INTO hangfire_state (job_id, name, reason, data, created_at)
        SELECT id, ?2, ?3, ?4, ?5 FROM hangfire_job WHERE id = ?1
        """);

    private static readonly Sql SetStateSql = new("UPDATE hangfire_job SET state_id = ?2, state_name = ?3 WHERE id = ?1");
    private static readonly Sql ExpireSql = new("UPDATE hangfire_job SET expire_at = ?2 WHERE id = ?1");
    private static readonly Sql PersistSql = new("UPDATE hangfire_job SET expire_at = NULL WHERE id = ?1 AND expire_at IS NOT NULL");

    public static void Insert(
        SQLiteHandle handle, long id, InvocationData invocation, IReadOnlyCollection<KeyValuePair<string, string?>> parameters, long createdAt, long expireAt)
    {
        handle[InsertSql]
            .Bind(id).Bind(invocation.Type).Bind(invocation.Method).Bind(invocation.ParameterTypes).Bind(invocation.Arguments)
            .Bind(invocation.Queue).Bind(createdAt).Bind(expireAt).Execute();
        foreach (var (name, value) in parameters)
        {
            SetParameter(handle, id, name, value);
        }
    }

    /// <summary>Ignores a job that does not exist, like every change below.</summary>
    public static void SetParameter(SQLiteHandle handle, long id, string name, string? value) =>
        handle[SetParameterSql].Bind(id).Bind(name).Bind(value).Execute();

    public static string? GetParameter(SQLiteHandle handle, long id, string name)
    {
        using var row = handle[GetParameterSql].Bind(id).Bind(name);
        return row.Read() ? row.NullableText(0) : null;
    }

    public static StoredJob? Get(SQLiteHandle handle, long id)
    {
        using var row = handle[GetSql].Bind(id);
        if (!row.Read())
        {
            return null;
        }

        var job = new StoredJob(ReadInvocation(row, 1), row.NullableText(0), Clock.Instant(row.Int64(6)), new Dictionary<string, string?>(StringComparer.Ordinal));
        do
        {
            if (!row.IsNull(7))
            {
                job.Parameters[row.Text(7)] = row.NullableText(8);
            }
        }
        while (row.Read());

        return job;
    }

    public static StateData? GetState(SQLiteHandle handle, long id)
    {
        using var row = handle[GetStateSql].Bind(id);
        return row.Read()
            ? new StateData { Name = row.Text(0), Reason = row.NullableText(1), Data = StateJson.Read(row.NullableText(2)) }
            : null;
    }

    public static void SetState(SQLiteHandle handle, long id, StoredState state)
    {
        if (AddState(handle, id, state))
        {
            handle[SetStateSql].Bind(id).Bind(handle.LastInsertedId).Bind(state.Name).Execute();
        }
    }

    /// <returns>False when there is no such job.</returns>
    public static bool AddState(SQLiteHandle handle, long id, StoredState state) =>
        handle[AddStateSql].Bind(id).Bind(state.Name).Bind(state.Reason).Bind(state.Data).Bind(state.CreatedAt).Execute() > 0;

    public static void Expire(SQLiteHandle handle, long id, long expireAt) => handle[ExpireSql].Bind(id).Bind(expireAt).Execute();

    public static void Persist(SQLiteHandle handle, long id) => handle[PersistSql].Bind(id).Execute();

    /// <param name="row">A row with type, method, parameter_types, arguments and queue side by side.</param>
    public static InvocationData ReadInvocation(Statement row, int column) =>
        new(row.NullableText(column), row.NullableText(column + 1), row.NullableText(column + 2), row.NullableText(column + 3), row.NullableText(column + 4));
}
