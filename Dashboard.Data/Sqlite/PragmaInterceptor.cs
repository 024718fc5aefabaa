using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Data.Sqlite;

/// <summary>
/// Gives every connection its pragmas when it opens: foreign_keys, busy_timeout and synchronous belong to a connection, not to the file,
/// so that setting them once at start would leave later pooled connections without them.
/// </summary>
public sealed class PragmaInterceptor : DbConnectionInterceptor
{
    public static PragmaInterceptor Instance { get; } = new("NORMAL");

    /// <summary>For a database whose commits must survive a power cut, each at the price of a flush to the disk.</summary>
    public static PragmaInterceptor Durable { get; } = new("FULL");

    private readonly string _pragmas;

    private PragmaInterceptor(string synchronous) => _pragmas = $"{Pragmas} PRAGMA synchronous = {synchronous};";

    /// <summary>journal_mode is kept by the file; naming it again costs nothing and repairs a file restored from a copy.</summary>
    private const string Pragmas =
        "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }

    /// <summary>SQLite's asynchronous calls run synchronously, so there is nothing to await.</summary>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
