using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Reads the facts of a schema. SQLite's and EF's own tables and the order of columns do not count.</summary>
internal static class SqliteFacts
{
    /// <summary>The facts of the main database.</summary>
    public static SchemaFacts Read(DbConnection connection)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in SqliteCatalog.Tables(connection))
        {
            Table(connection, table, facts);
        }

        foreach (var (type, name, sql) in connection.Query(
            "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') AND sql IS NOT NULL",
            row => (row.GetString(0), row.GetString(1), row.GetString(2))))
        {
            facts[$"{type} {name}"] = SqlText.Normalize(sql);
        }

        return new(facts, []);
    }

    private static void Table(DbConnection connection, string table, Dictionary<string, string> facts)
    {
        var sql = connection.Scalar<string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $table", ("$table", table)) ?? "";
        var tokens = SqlText.Tokens(sql);
        var (strict, withoutRowid) = connection.Query(
            "SELECT strict, wr FROM pragma_table_list($table) WHERE schema = 'main'", row => (row.GetBoolean(0), row.GetBoolean(1)), ("$table", table))[0];
        facts[$"table {table}"] = string.Join(' ', new[]
        {
            tokens.Exists(token => token.Is("VIRTUAL")) ? SqlText.Join(tokens) : null,
            strict ? "strict" : null,
            withoutRowid ? "without rowid" : null,
            tokens.Exists(token => token.Is("AUTOINCREMENT")) ? "autoincrement" : null,
        }.OfType<string>());

        Columns(connection, table, facts);
        ForeignKeys(connection, table, facts);
        Indexes(connection, table, facts);
        foreach (var (name, expression) in Checks(tokens))
        {
            facts[$"check {table}.{name ?? expression}"] = expression;
        }
    }

    private static void Columns(DbConnection connection, string table, Dictionary<string, string> facts)
    {
        foreach (var column in connection.Query(
            "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo($table)",
            row => (Name: row.GetString(0), Type: row.GetString(1), NotNull: row.GetBoolean(2), Default: row.Text(3), Key: row.GetInt32(4), Hidden: row.GetInt32(5)),
            ("$table", table)))
        {
            var collation = raw.sqlite3_table_column_metadata(
                ((SqliteConnection)connection).Handle, "main", table, column.Name, out _, out string sequence, out _, out _, out _) == raw.SQLITE_OK ? sequence : null;
            facts[$"column {table}.{column.Name}"] = string.Join(' ', new[]
            {
                column.Type.ToUpperInvariant(),
                column.NotNull ? "not null" : "null",
                column.Key > 0 ? FormattableString.Invariant($"key {column.Key}") : null,
                column.Hidden switch { 1 => "hidden", 2 => "generated", 3 => "generated and stored", _ => null },
                collation is null or "BINARY" ? null : $"collate {collation}",
            }.OfType<string>());
            if (column.Default is { } value)
            {
                facts[DefaultOf(table, column.Name)] = SqlText.Normalize(value);
            }
        }
    }

    /// <summary>The name of the fact that says what a column's default is.</summary>
    public static string DefaultOf(string table, string column) => $"default {table}.{column}";

    private static void ForeignKeys(DbConnection connection, string table, Dictionary<string, string> facts)
    {
        var keys = connection.Query(
            "SELECT id, \"from\", \"table\", \"to\", on_update, on_delete FROM pragma_foreign_key_list($table) ORDER BY id, seq",
            row => (Id: row.GetInt64(0), From: row.GetString(1), Parent: row.GetString(2), To: row.Text(3) ?? "its key", Update: row.GetString(4), Delete: row.GetString(5)),
            ("$table", table));
        foreach (var key in keys.GroupBy(part => part.Id))
        {
            var first = key.First();
            facts[$"foreign key {table}({string.Join(", ", key.Select(part => part.From))}) to {first.Parent}"] =
                $"{string.Join(", ", key.Select(part => part.To))}, on update {first.Update}, on delete {first.Delete}";
        }
    }

    private static void Indexes(DbConnection connection, string table, Dictionary<string, string> facts)
    {
        foreach (var (name, origin) in connection.Query(
            "SELECT name, origin FROM pragma_index_list($table)", row => (row.GetString(0), row.GetString(1)), ("$table", table)))
        {
            if (origin == "c")
            {
                var sql = connection.Scalar<string>("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = $name", ("$name", name)) ?? "";
                facts[$"index {name}"] = SqlText.Normalize(sql).Replace("IF NOT EXISTS ", "", StringComparison.Ordinal);
            }
            else if (origin == "u")
            {
                var columns = connection.Query("SELECT name FROM pragma_index_info($name)", row => row.Text(0) ?? "", ("$name", name));
                facts[$"unique {table}({string.Join(", ", columns)})"] = "unique";
            }
        }
    }

    /// <summary>
    /// The CHECKs of <c>CREATE TABLE</c>; no pragma lists them. They stand inside the first parentheses:
    /// <c>CREATE TABLE "t" ("a" INTEGER CHECK (a > 0), CONSTRAINT "ck" CHECK (a &lt; 9))</c>.
    /// </summary>
    private static IEnumerable<(string? Name, string Expression)> Checks(List<SqlToken> tokens)
    {
        var depth = 0;
        for (var at = 0; at < tokens.Count; at++)
        {
            if (IsSign(tokens[at], "("))
            {
                depth++;
            }
            else if (IsSign(tokens[at], ")"))
            {
                depth--;
            }
            else if (depth == 1 && tokens[at].Is("CHECK"))
            {
                var end = at + 1;
                for (var inner = 0; end < tokens.Count; end++)
                {
                    inner += IsSign(tokens[end], "(") ? 1 : IsSign(tokens[end], ")") ? -1 : 0;
                    if (inner == 0)
                    {
                        break;
                    }
                }

                var name = at >= 2 && tokens[at - 2].Is("CONSTRAINT") ? tokens[at - 1].Text : null;
                yield return (name, SqlText.Join(tokens.Skip(at + 2).Take(end - at - 2)));
                at = end;
            }
        }
    }

    private static bool IsSign(SqlToken token, string sign) => token.Kind == SqlTokenKind.Sign && token.Text == sign;
}
