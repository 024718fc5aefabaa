
namespace Dashboard.Data.Schema.Sqlite;

/// <summary>The release tasks of a restored database, whose workers and jobs no longer exist.</summary>
public static class RestoredTasks
{
    private const string Now = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
    private const string Why = "The task had not finished when the restored backup was made.";

    /// <summary>For <see cref="SchemaEngineOptions.WorkIn"/>: queued and running tasks, oldest first, what each is about.</summary>
    /// <param name="databasePath">A copy of dashboard.db.</param>
    public static IReadOnlyList<string> In(string databasePath)
    {
        using var connection = SqliteFile.Open(databasePath);
        return !SqliteCatalog.Exists(connection, "task") ? [] : connection.Query(
            """
            SELECT printf('task %d of %s-%s%s, %s', id, project_name, version_name, coalesce(': ' || primary_rel_path, ''), lower(status))
            FROM task WHERE status IN ('QUEUED', 'ACTIVE') ORDER BY id
            """,
            row => row.GetString(0));
    }

    /// <summary>For <see cref="SchemaEngineOptions.RecoverWork"/>. A schema without the tasks' table is left alone.</summary>
    /// <param name="databasePath">dashboard.db.</param>
    /// <param name="work">Whether they start again or fail.</param>
    public static void Recover(string databasePath, RestoredWork work)
    {
        using var connection = SqliteFile.Open(databasePath);
        if (!SqliteCatalog.Exists(connection, "task"))
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        // Their steps first, while the tasks still have the state that identifies them.
        connection.Execute(work == RestoredWork.Fail
            ? $"""
              UPDATE task_step SET status = 'FAILED', completed = {Now}, message = '{Why}'
              WHERE status IN ('QUEUED', 'ACTIVE') AND task_id IN (SELECT id FROM task WHERE status IN ('QUEUED', 'ACTIVE'));
              UPDATE task SET status = 'FAILED', completed = {Now}, error_kind = 'ABANDONED', error = '{Why}'
              WHERE status IN ('QUEUED', 'ACTIVE')
              """
            : """
              UPDATE task_step SET status = 'QUEUED', started = NULL, completed = NULL, progress_done = 0, message = NULL
              WHERE task_id IN (SELECT id FROM task WHERE status = 'ACTIVE');
              UPDATE task SET status = 'QUEUED', started = NULL, pid = NULL, server = NULL, progress_done = 0 WHERE status = 'ACTIVE'
              """);
        connection.Execute($"UPDATE task_attempt SET ended = {Now}, outcome = 'LOST', error = '{Why}' WHERE ended IS NULL");
        transaction.Commit();
    }
}
