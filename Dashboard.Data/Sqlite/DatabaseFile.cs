using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Dashboard.Data.Sqlite;

/// <summary>How the application opens a database file.</summary>
public static class DatabaseFile
{
    /// <summary>Makes a context use a database file. A missing file is created when it is first opened.</summary>
    /// <param name="file">The absolute path.</param>
    /// <param name="durable">
    /// Whether each commit survives a power cut, such as a disabled account or a used link. Without it the last commits may go, never a part
    /// of one.
    /// </param>
    /// <param name="pooling">Whether closed connections are kept for the next context.</param>
    public static DbContextOptionsBuilder UseDatabaseFile(this DbContextOptionsBuilder options, string file, bool durable, bool pooling = true) => options
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = file, Pooling = pooling }.ToString())
        .AddInterceptors(durable ? PragmaInterceptor.Durable : PragmaInterceptor.Instance);

    /// <summary>Makes the next writes fail at once while another connection writes. The connection's next opening waits again.</summary>
    public static async Task OpenWithoutWaitingAsync(this DatabaseFacade database, CancellationToken cancellation = default)
    {
        await database.OpenConnectionAsync(cancellation);
        await database.ExecuteSqlRawAsync("PRAGMA busy_timeout = 0", cancellation);
        database.SetCommandTimeout(1);
    }

    /// <summary>Opens an existing file by itself, for queries that change nothing and wait at most a second for a writer.</summary>
    /// <exception cref="DbException">The file is missing or cannot be opened.</exception>
    public static DbConnection OpenExisting(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Returns a number that differs from an earlier one of this connection when another connection has committed in between.</summary>
    public static long DataVersion(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Looks quickly whether a file is sound, and which tables it has.</summary>
    /// <returns>The damage, or null; and the names of the tables, none where the file is damaged.</returns>
    public static (string? Damage, IReadOnlyList<string> Tables) Examine(string file)
    {
        try
        {
            using var connection = OpenExisting(file);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is string damage and not "ok")
            {
                return (damage, []);
            }

            command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            using var reader = command.ExecuteReader();
            var tables = new List<string>();
            while (reader.Read())
            {
                tables.Add(reader.GetString(0));
            }

            return (null, tables);
        }
        catch (SqliteException error) when (DatabaseError.IsDamage(error))
        {
            return (error.Message, []);
        }
    }
}
