using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Tests.Faults;

/// <summary>Keeps a database from growing, by SQLite's page limit, as a full disk does.</summary>
internal sealed class FullDisk : DbCommandInterceptor, IDbConnectionInterceptor
{
    private const int SqliteFull = 13;

    public bool Is { get; set; }

    /// <summary>Released at each write that failed for lack of space.</summary>
    public SemaphoreSlim Refusals { get; } = new(0);

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        // SQLite raises a limit below the present size to that size.
        command.CommandText = Is ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823";
        command.ExecuteNonQuery();
    }

    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Exception is SqliteException { SqliteErrorCode: SqliteFull })
        {
            Refusals.Release();
        }

        return Task.CompletedTask;
    }
}
