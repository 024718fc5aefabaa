using System.Data.Common;
using System.Globalization;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Reads a whole database and says what is wrong with it.</summary>
internal sealed class SchemaVerifier(SchemaCore core)
{
    /// <inheritdoc cref="SchemaEngine.Verify"/>
    public IReadOnlyList<string> Verify()
    {
        var inspection = core.Inspect();
        if (inspection.Condition is SchemaCondition.Missing or SchemaCondition.Unreadable or SchemaCondition.Foreign)
        {
            return [inspection.Sentence];
        }

        using var connection = SqliteFile.Open(core.DatabasePath);
        return
        [
            .. SqliteCatalog.IntegrityProblems(connection),
            .. inspection.Drift.Select(difference => $"Drift: {difference}."),
            .. inspection.Broken,
            .. SqliteCatalog.Violations(connection).Select(v => FormattableString.Invariant($"{v.Value} rows of {v.Key.Child} point to rows of {v.Key.Parent} that do not exist.")),
        ];
    }

    /// <summary>What a run that reached its target has looked at.</summary>
    public List<string> Verified(SchemaPlan plan, BackupManifest? backup) =>
    [
        .. backup is null ? Array.Empty<string>() : [$"The backup {backup.Name} was opened, checked, hashed and counted: {Sum(backup.Rows)}"],
        string.Create(CultureInfo.InvariantCulture, $"Before the commit, {plan.ExpectedFacts.Facts.Count} facts of the schema were what its migrations make on an empty database{(plan.Accepted.Count == 0 ? "" : $", but for the {plan.Accepted.Count} accepted")}"),
        "Before the commit, no row was gone that no command takes, no reference newly broken, no counter lower, and every trigger and view compiled",
        $"After the commit, a new connection read the file through and found the migrations and the schema again{(core.Chain.LeadsToModel && plan.Target == core.Chain.Ids[^1] ? ", and the code reads every table" : "")}",
    ];

    public static string Sum(IReadOnlyDictionary<string, long> rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows.Values.Sum()} rows in {rows.Count} tables");

    /// <summary>What is wrong with the committed database; null when all is well.</summary>
    public string? Problem(IReadOnlyList<string> applied, SchemaFacts expected, IReadOnlyList<SchemaDifference> accepted)
    {
        try
        {
            using var connection = SqliteFile.Open(core.DatabasePath);
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
        catch (DbException error)
        {
            return $"The database cannot be read: {error.Message}";
        }

        return core.Chain.LeadsToModel && applied.SequenceEqual(core.Chain.Ids, StringComparer.Ordinal) ? ModelProblem() ?? core.Options.SmokeTest?.Invoke(SqliteFile.ConnectionString(core.DatabasePath)) : null;
    }

    /// <summary>Reads every table as the model sees it.</summary>
    private string? ModelProblem()
    {
        using var context = core.Chain.CreateContext(SqliteFile.ConnectionString(core.DatabasePath));
        using var connection = SqliteFile.Open(core.DatabasePath);
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
            try
            {
                connection.Query(
                    $"SELECT {string.Join(", ", table.Columns.Select(column => SqliteFile.Quote(column.Name)))} FROM {SqliteFile.Quote(table.Name)} LIMIT 1", _ => 0);
            }
            catch (DbException error)
            {
                return $"The code cannot read {table.Name}: {error.Message}";
            }
        }

        return null;
    }
}
