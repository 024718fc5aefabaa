using System.Globalization;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

public sealed partial class SchemaEngine
{
    /// <summary>What a run that reached its target has looked at.</summary>
    private List<string> Verified(SchemaPlan plan, BackupManifest? backup) =>
    [
        .. backup is null ? Array.Empty<string>() : [$"The backup {backup.Name} was opened, checked, hashed and counted: {Sum(backup.Rows)}"],
        string.Create(CultureInfo.InvariantCulture, $"Before the commit, {plan.ExpectedFacts.Facts.Count} facts of the schema were what its migrations make on an empty database{(plan.Accepted.Count == 0 ? "" : $", but for the {plan.Accepted.Count} accepted")}"),
        "Before the commit, no row was gone that no command takes, no reference newly broken, no counter lower, and every trigger and view compiled",
        $"After the commit, a new connection read the file through and found the migrations and the schema again{(Chain.LeadsToModel && plan.Target == Chain.Ids[^1] ? ", and the code reads every table" : "")}",
    ];

    private static string Sum(IReadOnlyDictionary<string, long> rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows.Values.Sum()} rows in {rows.Count} tables");

    /// <summary>What is wrong with the committed database; null when all is well.</summary>
    private string? Problem(IReadOnlyList<string> applied, SchemaFacts expected, IReadOnlyList<SchemaDifference> accepted)
    {
        try
        {
            using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            if (SqliteCopy.Problem(connection) is { } damage)
            {
                return $"The database is damaged: {damage}";
            }

            if (!SqliteCatalog.Applied(connection).SequenceEqual(applied, StringComparer.Ordinal))
            {
                return "The database has other migrations than it should.";
            }

            if (expected.Differences(SqliteFacts.Read(connection)).Except(accepted).ToList() is { Count: > 0 } differences)
            {
                return $"The schema is not what it should be: {differences[0]}.";
            }
        }
        catch (SqliteException error)
        {
            return $"The database cannot be read: {error.Message}";
        }

        return Chain.LeadsToModel && applied.SequenceEqual(Chain.Ids, StringComparer.Ordinal) ? ModelProblem() ?? _options.SmokeTest?.Invoke(SqliteFile.ConnectionString(DatabasePath, SqliteOpenMode.ReadWrite)) : null;
    }

    /// <summary>Reads every table as the model sees it.</summary>
    private string? ModelProblem()
    {
        using var context = Chain.CreateContext(SqliteFile.ConnectionString(DatabasePath, SqliteOpenMode.ReadWrite));
        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
            try
            {
                connection.Query(
                    $"SELECT {string.Join(", ", table.Columns.Select(column => SqliteFile.Quote(column.Name)))} FROM {SqliteFile.Quote(table.Name)} LIMIT 1", _ => 0);
            }
            catch (SqliteException error)
            {
                return $"The code cannot read {table.Name}: {error.Message}";
            }
        }

        return null;
    }
}
