using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Support;

/// <summary>The database as somebody with the sqlite3 shell meets it: no EF between, nothing but the file's own rules.</summary>
public static class RawSql
{
    /// <summary>The shell leaves foreign keys off unless asked; the application never does.</summary>
    public static SqliteConnection Connect(string file, bool foreignKeys = true)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = foreignKeys,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    /// <returns>How many rows were changed.</returns>
    public static int Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <returns>Each row's columns as the shell prints them, parted by '|'.</returns>
    public static List<string> Read(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(at => reader.IsDBNull(at) ? "" : reader.GetString(at))));
        }

        return rows;
    }

    public static int Run(this ReleaseDatabase database, string sql)
    {
        using var connection = Connect(database.File);
        return connection.Run(sql);
    }

    public static List<string> Rows(this ReleaseDatabase database, string sql)
    {
        using var connection = Connect(database.File);
        return connection.Read(sql);
    }
}
