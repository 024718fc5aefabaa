using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// Runs the commands of one step and mends what EF Core's table rebuild loses in silence: triggers, indexes that the
/// model does not know (expression indexes, or made with raw SQL), and the AUTOINCREMENT counter.
/// </summary>
/// <param name="connection">Inside the transaction.</param>
/// <param name="modelIndexes">Indexes that the model declares before or after: EF drops or re-creates those itself.</param>
internal sealed class SqliteRebuild(DbConnection connection, IReadOnlyList<string> modelIndexes)
{
    private readonly HashSet<string> _underway = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Saved> _saved = new(StringComparer.Ordinal);

    /// <summary>Tables rebuilt so far.</summary>
    public HashSet<string> Rebuilt { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs one command of the step.</summary>
    /// <exception cref="SchemaException">An index or trigger does not fit the rebuilt table.</exception>
    public void Execute(SchemaCommand command)
    {
        var rebuild = RebuildCommand.Parse(command.Sql);
        if (rebuild?.Part == RebuildPart.Create)
        {
            _underway.Add(rebuild.Table);
        }
        else if (RebuildCommand.DroppedTable(command.Sql) is { } dropped && _underway.Contains(dropped))
        {
            _saved[dropped] = Save(dropped);
        }

        if (rebuild?.Part == RebuildPart.Rename)
        {
            Rename(command.Sql, rebuild.Table);
        }
        else
        {
            connection.Execute(command.Sql);
        }
    }

    /// <summary>Lifts the AUTOINCREMENT counter of a table, so that ids of deleted rows are not given away again.</summary>
    public static void Raise(DbConnection connection, string table, long value)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE sqlite_sequence SET seq = $value WHERE name = $table AND seq < $value;
            INSERT INTO sqlite_sequence (name, seq) SELECT $table, $value WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $table);
            """;
        command.Parameters.Add(new SqliteParameter("$table", table));
        command.Parameters.Add(new SqliteParameter("$value", value));
        command.ExecuteNonQuery();
    }

    private void Rename(string sql, string table)
    {
        // Only for this rename: it lets views and triggers name the table that is missing for a moment. For a real
        // rename it must be off, or references from other tables would keep the old name.
        connection.Execute("PRAGMA legacy_alter_table = 1");
        try
        {
            connection.Execute(sql);
        }
        finally
        {
            connection.Execute("PRAGMA legacy_alter_table = 0");
        }

        _underway.Remove(table);
        Rebuilt.Add(table);
        if (_saved.Remove(table, out var saved))
        {
            Restore(table, saved);
        }
    }

    private Saved Save(string table) => new(
        connection.Query(
            "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = $table AND type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY type, rowid",
            row => new SavedObject(row.GetString(0), row.GetString(1), row.GetString(2)),
            ("$table", table)),
        SqliteCatalog.Sequences(connection).TryGetValue(table, out var value) ? value : null);

    private void Restore(string table, Saved saved)
    {
        foreach (var lost in saved.Objects.Where(o => o.Type == "trigger" || !modelIndexes.Contains(o.Name, StringComparer.Ordinal)))
        {
            try
            {
                connection.Execute(lost.Sql);
            }
            catch (SqliteException error)
            {
                throw new SchemaException(
                    $"The {lost.Type} {lost.Name} does not fit the rebuilt table {table}: {error.Message} The migration has to drop it, or to put another in its place.",
                    error);
            }
        }

        if (saved.Sequence is { } value && SqliteCatalog.IsAutoincrement(connection, table))
        {
            Raise(connection, table, value);
        }
    }

    private sealed record Saved(IReadOnlyList<SavedObject> Objects, long? Sequence);

    private sealed record SavedObject(string Type, string Name, string Sql);
}
