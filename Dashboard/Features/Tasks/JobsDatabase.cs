using Dashboard.Features.State;
using Hangfire.Storage.SQLite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Opens Hangfire's database. Losing it loses no task, because the task rows are the truth and are enqueued again: a damaged one is put
/// aside and made anew rather than keeping the server down.
/// </summary>
internal sealed partial class JobsDatabase(StateDirectory state, TimeProvider time, ILogger<JobsDatabase> logger)
{
    public SQLiteStorage Open()
    {
        if (WhyDamaged(state.JobsDatabase) is { } reason)
        {
            var aside = $"{state.JobsDatabase}.damaged-{time.GetUtcNow().UtcDateTime:yyyyMMddHHmmss}";
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                if (File.Exists(state.JobsDatabase + suffix))
                {
                    File.Move(state.JobsDatabase + suffix, aside + suffix, overwrite: true);
                }
            }

            LogPutAside(aside, reason);
        }

        return new SQLiteStorage(state.JobsDatabase);
    }

    private static string? WhyDamaged(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is string result and not "ok" ? result : null;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is 11 or 26)
        {
            // SQLITE_CORRUPT, SQLITE_NOTADB
            return error.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The job queue's database was damaged ({Reason}) and is kept as {Aside}; a new one is made, and the tasks in the queue go on")]
    private partial void LogPutAside(string aside, string reason);
}
