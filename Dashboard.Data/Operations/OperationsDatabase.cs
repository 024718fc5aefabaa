using System.Data.Common;
using Dashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Data.Operations;

/// <summary>How operations.db is opened, the same for the server, the command line and the tests.</summary>
public static class OperationsDatabase
{
    public const string FileName = "operations.db";

    /// <param name="file">The database's absolute path. A missing file is created when it is first opened.</param>
    public static DbContextOptionsBuilder UseOperationsDatabase(this DbContextOptionsBuilder options, string file, bool pooling = true) => options
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = file, Pooling = pooling }.ToString())
        .AddInterceptors(PragmaInterceptor.Instance, FullSync.Instance);

    /// <summary>A context by itself, without a pool, for the command line and the record of schema runs.</summary>
    public static OperationsDbContext Open(string file)
    {
        var options = new DbContextOptionsBuilder<OperationsDbContext>();
        options.UseOperationsDatabase(file, pooling: false);
        return new(options.Options);
    }

    /// <summary>
    /// What is committed here survives a power cut: an account that was disabled, a link that was used, a schema run that began.
    /// The domain's database is content with NORMAL, where the last commits may go.
    /// </summary>
    private sealed class FullSync : DbConnectionInterceptor
    {
        public static FullSync Instance { get; } = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
