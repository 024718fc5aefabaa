using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Small reads of what a database holds, besides its rows.</summary>
internal static class SqliteCatalog
{
    /// <summary>EF Core's table of applied migrations.</summary>
    public const string HistoryTable = "__EFMigrationsHistory";

    /// <summary>EF Core's lock table; a row that outlives its process makes EF's own migrator wait for ever.</summary>
    public const string LockTable = "__EFMigrationsLock";

    /// <summary>Whether a table or view of the name exists.</summary>
    /// <summary>The number in the file's header that says which program's database it is; 0 when none has been set.</summary>
    public static long ApplicationId(DbConnection connection) => connection.Scalar<long>("PRAGMA application_id");

    /// <inheritdoc cref="ApplicationId"/>
    public static void SetApplicationId(DbConnection connection, int id) =>
        connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {id}"));

    /// <summary>Reads the whole file.</summary>
    /// <returns>What is wrong with it, a line each; empty when it is sound.</returns>
    public static IEnumerable<string> IntegrityProblems(DbConnection connection) =>
        connection.Query("PRAGMA integrity_check", row => row.GetString(0)).Where(line => line != "ok");

    public static bool Exists(DbConnection connection, string table) =>
        connection.Scalar<long>("SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name = $name", ("$name", table)) > 0;

    /// <summary>Applied migrations in the order of their ids; empty where the history table is missing.</summary>
    public static IReadOnlyList<string> Applied(DbConnection connection) =>
        Exists(connection, HistoryTable)
            ? connection.Query($"SELECT \"MigrationId\" FROM \"{HistoryTable}\" ORDER BY \"MigrationId\"", row => row.GetString(0))
            : [];

    /// <summary>The time in a lock row of EF Core's own migrator; null when there is none.</summary>
    public static string? StaleLock(DbConnection connection) =>
        Exists(connection, LockTable) ? connection.Scalar<string>($"SELECT max(\"Timestamp\") FROM \"{LockTable}\"") : null;

    /// <summary>Tables of ours: none of SQLite's, EF's, or a virtual table's shadows.</summary>
    public static IReadOnlyList<string> Tables(DbConnection connection) =>
        connection.Query(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_\_EF%' ESCAPE '\'
            ORDER BY name
            """,
            row => row.GetString(0));

    /// <summary>Rows of one table.</summary>
    public static long Rows(DbConnection connection, string table) =>
        connection.Scalar<long>($"SELECT count(*) FROM {SqliteFile.Quote(table)}");

    /// <summary>Rows of every table of ours.</summary>
    public static Dictionary<string, long> Rows(DbConnection connection) =>
        Tables(connection).ToDictionary(table => table, table => Rows(connection, table), StringComparer.Ordinal);

    /// <summary>The highest id that each AUTOINCREMENT table ever gave away.</summary>
    public static Dictionary<string, long> Sequences(DbConnection connection) =>
        Exists(connection, "sqlite_sequence")
            ? connection.Query("SELECT name, max(seq) FROM sqlite_sequence WHERE seq IS NOT NULL GROUP BY name", row => (Name: row.GetString(0), Value: row.GetInt64(1)))
                .ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal)
            : [];

    /// <summary>Broken references counted by (child table, parent table).</summary>
    public static Dictionary<(string Child, string Parent), long> Violations(DbConnection connection)
    {
        var violations = new Dictionary<(string, string), long>();
        foreach (var table in Tables(connection))
        {
            try
            {
                foreach (var (parent, count) in connection.Query(
                    "SELECT parent, count(*) FROM pragma_foreign_key_check($table) GROUP BY parent",
                    row => (row.GetString(0), row.GetInt64(1)),
                    ("$table", table)))
                {
                    violations[(table, parent)] = count;
                }
            }
            catch (SqliteException error) when (error.Message.Contains("foreign key mismatch", StringComparison.Ordinal))
            {
                // The parent columns are no key: the reference itself is broken, which counts as one violation.
                violations[(table, error.Message)] = 1;
            }
        }

        return violations;
    }

    /// <summary>Whether ids of the table are never given twice.</summary>
    public static bool IsAutoincrement(DbConnection connection, string table) =>
        SqlText.HasWord(connection.Scalar<string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $name", ("$name", table)) ?? "", "AUTOINCREMENT");
}
