using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>The release tasks of a database that was put back: their workers and jobs are of another time.</summary>
public static class RestoredTasks
{
    /// <summary>For <see cref="SchemaEngineOptions.WorkIn"/>: queued and running tasks, oldest first, what each is about.</summary>
    /// <param name="databasePath">A copy of dashboard.db.</param>
    public static IReadOnlyList<string> In(string databasePath)
    {
        using var connection = SqliteFile.Open(databasePath, SqliteOpenMode.ReadWrite);
        return !SqliteCatalog.Exists(connection, "task") ? [] : connection.Query(
            """
            SELECT printf('task %d of %s-%s%s, %s', id, project_name, version_name, coalesce(': ' || primary_rel_path, ''), lower(status))
            FROM task WHERE status IN ('QUEUED', 'ACTIVE') ORDER BY id
            """,
            row => row.GetString(0));
    }

    /// <summary>For <see cref="SchemaEngineOptions.SettleWork"/>. A schema without the tasks' table is left alone.</summary>
    /// <param name="databasePath">dashboard.db.</param>
    /// <param name="work">Whether they start again or fail.</param>
    public static void Settle(string databasePath, RestoredWork work)
    {
        using var connection = SqliteFile.Open(databasePath, SqliteOpenMode.ReadWrite);
        if (!SqliteCatalog.Exists(connection, "task"))
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute(work == RestoredWork.Fail
            ? """
              UPDATE task SET status = 'FAILED', completed = strftime('%Y-%m-%d %H:%M:%f', 'now'), error_kind = 'ABANDONED',
                  error = 'It was not done when the backup was made that is in place now.'
              WHERE status IN ('QUEUED', 'ACTIVE')
              """
            : """
              UPDATE task SET status = 'QUEUED', started = NULL, pid = NULL, server = NULL WHERE status = 'ACTIVE'
              """);
        transaction.Commit();
    }
}
