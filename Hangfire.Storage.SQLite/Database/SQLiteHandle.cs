using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>One open connection to the file, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SQLiteHandle : IDisposable
{
    private static readonly Sql BeginImmediateSql = new("BEGIN IMMEDIATE");
    private static readonly Sql BeginDeferredSql = new("BEGIN DEFERRED");
    private static readonly Sql CommitSql = new("COMMIT");
    private static readonly Sql RollbackSql = new("ROLLBACK");

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly List<sqlite3_stmt> _prepared = [];
    private Statement?[] _statements = new Statement?[64];

    public SQLiteHandle(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            _handle = _connection.Handle!;
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>SQLite opens a read-only file without an error and fails at the first write.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    public long LastInsertedId => raw.sqlite3_last_insert_rowid(_handle);

    public Statement this[Sql sql]
    {
        get
        {
            if (sql.Number < _statements.Length && _statements[sql.Number] is { } known)
            {
                return known;
            }

            return Prepare(sql);
        }
    }

    /// <summary>Runs a statement that is needed once, such as a pragma or a part of the schema.</summary>
    /// <returns>The first column of the first row as text.</returns>
    public string? Run(string sql)
    {
        using var command = _connection.CreateCommand();
        // The SQL is built from constants and numbers of this assembly only.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <returns>False when another process is writing.</returns>
    public bool TryBeginImmediate() => this[BeginImmediateSql].TryExecute();

    /// <summary>Opens a snapshot: everything that is read until <see cref="Commit"/> belongs to one moment.</summary>
    public void BeginRead() => this[BeginDeferredSql].Execute();

    public void Commit() => this[CommitSql].Execute();

    /// <summary>Does nothing when SQLite has already rolled back, as it does when the disk is full.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            this[RollbackSql].Execute();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _prepared)
        {
            statement.Dispose();
        }

        _prepared.Clear();
        _connection.Dispose();
    }

    private Statement Prepare(Sql sql)
    {
        var result = raw.sqlite3_prepare_v3(_handle, sql.Text, raw.SQLITE_PREPARE_PERSISTENT, out var prepared);
        SqliteException.ThrowExceptionForRC(result, _handle);
        _prepared.Add(prepared);
        if (sql.Number >= _statements.Length)
        {
            Array.Resize(ref _statements, Math.Max(sql.Number + 1, _statements.Length * 2));
        }

        return _statements[sql.Number] = new Statement(_handle, prepared);
    }
}
