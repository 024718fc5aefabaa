using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// Compiles what SQLite only looks at when it is used: a trigger or view that names a column which is gone is created
/// in silence, and then every write or read fails.
/// </summary>
internal static class SqliteObjects
{
    /// <exception cref="SchemaException">One does not compile.</exception>
    public static void Compile(DbConnection connection)
    {
        foreach (var problem in Problems(connection))
        {
            throw new SchemaException($"{problem} Everything was rolled back.");
        }
    }

    /// <summary>Views and triggers that cannot work, one sentence each.</summary>
    public static IEnumerable<string> Problems(DbConnection connection)
    {
        foreach (var view in connection.Query("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name", row => row.GetString(0)))
        {
            if (Error(connection, $"EXPLAIN SELECT * FROM {SqliteFile.Quote(view)}") is { } error)
            {
                yield return $"The view {view} does not work: {error}";
            }
        }

        var triggers = connection.Query(
            "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name",
            row => (Name: row.GetString(0), Table: row.GetString(1), Sql: row.GetString(2)));
        foreach (var table in triggers.GroupBy(trigger => trigger.Table))
        {
            var columns = Columns(connection, table.Key);
            foreach (var trigger in table)
            {
                foreach (var missing in WatchedColumns(trigger.Sql).Except(columns, StringComparer.OrdinalIgnoreCase))
                {
                    yield return $"The trigger {trigger.Name} waits for changes of {table.Key}.{missing}, which does not exist.";
                }
            }

            foreach (var byEvent in table.GroupBy(trigger => Event(trigger.Sql)))
            {
                if (Error(connection, Write(byEvent.Key, table.Key, columns)) is { } error)
                {
                    var names = string.Join(", ", byEvent.Select(trigger => trigger.Name));
                    yield return $"A trigger of {table.Key} ({names}) does not work: {error}";
                }
            }
        }
    }

    /// <summary>Columns that can be written: generated ones cannot.</summary>
    private static List<string> Columns(DbConnection connection, string table) =>
        connection.Query("SELECT name FROM pragma_table_xinfo($table) WHERE hidden = 0", row => row.GetString(0), ("$table", table));

    /// <summary>INSERT, UPDATE or DELETE: the first of them in the statement.</summary>
    private static string Event(string sql) =>
        SqlText.Tokens(sql).First(token => token.Is("INSERT") || token.Is("UPDATE") || token.Is("DELETE")).Text.ToUpperInvariant();

    /// <summary>A statement that fires every trigger of the event, only to be compiled.</summary>
    private static string Write(string what, string table, List<string> columns)
    {
        var name = SqliteFile.Quote(table);
        var quoted = columns.ConvertAll(SqliteFile.Quote);
        return what switch
        {
            "INSERT" => $"EXPLAIN INSERT INTO {name} ({string.Join(", ", quoted)}) VALUES ({string.Join(", ", quoted.Select(_ => "NULL"))})",
            "UPDATE" => $"EXPLAIN UPDATE {name} SET {string.Join(", ", quoted.Select(column => $"{column} = {column}"))}",
            _ => $"EXPLAIN DELETE FROM {name}",
        };
    }

    /// <summary>The columns of <c>UPDATE OF a, b ON</c>: an unknown one is no error to SQLite, the trigger just never fires.</summary>
    private static IEnumerable<string> WatchedColumns(string sql)
    {
        var tokens = SqlText.Tokens(sql);
        var at = tokens.FindIndex(token => token.Is("UPDATE"));
        var begin = tokens.FindIndex(token => token.Is("BEGIN"));
        return at < 0 || at > begin || !tokens[at + 1].Is("OF")
            ? []
            : tokens.Skip(at + 2).TakeWhile(token => !token.Is("ON")).Where(token => token.Kind != SqlTokenKind.Sign).Select(token => token.Text);
    }

    private static string? Error(DbConnection connection, string sql)
    {
        try
        {
            connection.Query(sql, _ => 0);
            return null;
        }
        catch (SqliteException error)
        {
            return error.Message;
        }
    }
}
