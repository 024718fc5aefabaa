using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Connections for schema work: no pool, no foreign keys, every commit on the disk.</summary>
internal static class SqliteFile
{
    /// <param name="path">The database file.</param>
    /// <param name="mode">Whether a missing file is an error, and whether writing is.</param>
    /// <param name="busySeconds">How long a statement waits for another writer, in seconds.</param>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, int busySeconds = 30)
    {
        var connection = new SqliteConnection(ConnectionString(path, mode, busySeconds));
        try
        {
            connection.Open();
            // In WAL mode the default may lose the last commits at a power loss; a schema change must not.
            connection.Execute("PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that exists.</summary>
    public static SqliteConnection Open(string path) => Open(path, SqliteOpenMode.ReadWrite);

    /// <summary>Opens a database, and creates an empty one where there is none.</summary>
    public static SqliteConnection OpenOrCreate(string path) => Open(path, SqliteOpenMode.ReadWriteCreate);

    /// <summary>The connection string of a database that exists, for schema work.</summary>
    public static string ConnectionString(string path) => ConnectionString(path, SqliteOpenMode.ReadWrite);

    /// <summary>The bundled SQLite has foreign keys on by default, and a rebuild would then cascade its DROP TABLE.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode, int busySeconds = 30) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            ForeignKeys = false,
            DefaultTimeout = busySeconds,
        }.ToString();

    /// <summary>Writes the log into the file and empties it.</summary>
    /// <exception cref="SqliteException">A reader or the disk is in the way.</exception>
    public static void WriteLogBack(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWrite);
        if (connection.Scalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
        {
            throw new SqliteException("A reader keeps the log from being written back.", SQLitePCL.raw.SQLITE_BUSY);
        }
    }

    /// <summary>Makes a new file keep a write-ahead log. EF Core does so only for files that it creates itself; inside a transaction it is ignored.</summary>
    public static void UseWriteAheadLog(DbConnection connection) => connection.Execute("PRAGMA journal_mode = WAL");

    /// <summary>Checkpoints the log where no reader is in the way.</summary>
    public static void TryCheckpoint(DbConnection connection) => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Throws where the file, or the directory of its log, cannot be written. Changes nothing.</summary>
    public static void RequireWritable(DbConnection connection) => connection.Execute("BEGIN IMMEDIATE; ROLLBACK");

    /// <summary>A private database in memory that lives as long as the connection.</summary>
    public static SqliteConnection OpenMemory()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=False;Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>An identifier in double quotes.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string literal in single quotes: double quotes are identifiers only (DQS=0).</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Runs all statements of <paramref name="sql"/>.</summary>
    /// <returns>Rows inserted, updated or deleted; -1 when no statement can.</returns>
    public static int Execute(this DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; default when there is none or it is NULL.</summary>
    public static T? Scalar<T>(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, value ?? DBNull.Value));
        }

        using var reader = command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <summary>All rows, mapped while the reader stands on them.</summary>
    public static List<T> Query<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, value ?? DBNull.Value));
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>Text of a column that may be NULL.</summary>
    public static string? Text(this DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}
