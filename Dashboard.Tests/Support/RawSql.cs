using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Support;

/// <summary>Raw SQL on a database, as from the sqlite3 shell: only the rules in the file apply.</summary>
public static class RawSql
{
    /// <param name="foreignKeys">False as in the sqlite3 shell, which does not enforce them unless asked.</param>
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

    /// <returns>The number of changed rows.</returns>
    public static int Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <returns>The columns of each row as the shell prints them, separated by '|'.</returns>
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
