using System.Data.Common;
using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>Plans the way to a target: builds all commands, reads the live rows, changes nothing.</summary>
internal sealed class SchemaPlanner(SchemaCore core)
{
    /// <inheritdoc cref="SchemaEngine.Plan"/>
    public SchemaPlan Plan(string? target = null, bool outOfOrder = false)
    {
        if (core.Inspect() is { Condition: SchemaCondition.Unreadable or SchemaCondition.Foreign } unfit)
        {
            throw new SchemaException(unfit.Sentence);
        }

        using var connection = core.OpenExisting() ?? SqliteFile.OpenMemory();
        var id = SchemaTarget.Resolve(target, core.Chain.Ids, SqliteCatalog.Applied(connection), core.Options.Journal?.Migrations.Versions() ?? new Dictionary<string, string>());
        var plan = PlanTo(connection, id, outOfOrder);
        return plan with { Findings = [.. plan.Findings, .. ModelFindings(plan), .. SpaceFindings(), .. DriftFindings(connection, plan)] };
    }

    /// <inheritdoc cref="SchemaEngine.Look"/>
    public PlannedStep? Look(string migrationId)
    {
        if (!core.Chain.Ids.Contains(migrationId, StringComparer.Ordinal) || core.Inspect().Condition is SchemaCondition.Unreadable or SchemaCondition.Foreign)
        {
            return null;
        }

        using var connection = core.OpenExisting() ?? SqliteFile.OpenMemory();
        var direction = SqliteCatalog.Applied(connection).Contains(migrationId, StringComparer.Ordinal) ? SchemaDirection.Down : SchemaDirection.Up;
        return direction == SchemaDirection.Down && core.DownStep(migrationId) is null
            ? null
            : new SqlitePlanner(connection, core.Chain, core.Replay, new Dictionary<string, StoredMigration>()).Look(core.Chain.Step(migrationId, direction));
    }

    /// <summary>The steps to a migration, without the findings that need the file system.</summary>
    public SchemaPlan PlanTo(DbConnection connection, string? id, bool outOfOrder = false)
    {
        var accepted = (core.Options.Journal?.Acceptances() ?? []).Select(a => new SchemaDifference(a.Name, a.Expected, a.Actual)).ToHashSet();
        return new SqlitePlanner(connection, core.Chain, core.Replay, core.Options.Journal?.Migrations.Stored() ?? new Dictionary<string, StoredMigration>()).Plan(
            id, accepted.Count == 0 ? [] : Drift(connection, null).Where(accepted.Contains).ToList(), outOfOrder);
    }

    /// <summary>Where the schema is not what its migrations make; empty where no replay can tell.</summary>
    /// <param name="plan">What another tool did without a record, and this plan only records, is no difference; null for none.</param>
    private IReadOnlyList<SchemaDifference> Drift(DbConnection connection, SchemaPlan? plan)
    {
        var applied = plan?.AppliedOnRecord ?? SqliteCatalog.Applied(connection);
        return core.Chain.Ids.Take(applied.Count).SequenceEqual(applied, StringComparer.Ordinal)
            ? core.Replay.FactsAt(applied.Count == 0 ? null : applied[^1]).Differences(SqliteFacts.Read(connection))
            : [];
    }

    /// <summary>An upgrade would end where the code cannot work either.</summary>
    private IEnumerable<SchemaFinding> ModelFindings(SchemaPlan plan) =>
        plan is { Steps.Count: > 0, Direction: SchemaDirection.Up } && core.Chain.HasPendingModelChanges ? [new(FindingWeight.Blocker, SchemaInspection.ModelChanged)] : [];

    /// <summary>A rebuild writes the table to the log and into the file again, and the backup is one more copy.</summary>
    private IEnumerable<SchemaFinding> SpaceFindings()
    {
        const long Margin = 64L << 20;
        var file = new FileInfo(core.DatabasePath);
        if (!file.Exists)
        {
            yield break;
        }

        var log = new FileInfo(core.DatabasePath + "-wal");
        var bytes = file.Length + (log.Exists ? log.Length : 0);
        // The backups may lie on another volume than the database.
        foreach (var (place, needed) in new[] { (Path.GetDirectoryName(core.DatabasePath), (3 * bytes) + Margin), (core.Options.Backups?.Place, bytes + Margin) })
        {
            if (place is not null && SqliteInspector.DiskFree(place) is var free && free < needed)
            {
                yield return new(FindingWeight.Blocker, FormattableString.Invariant($"The run needs {needed >> 20} MB of free space at {place}, and {free >> 20} MB are free: free {(needed - free) >> 20} MB."));
                yield break;
            }
        }
    }

    /// <summary>A rebuilt table has only what the model says: what somebody added by hand would go with its data.</summary>
    private IEnumerable<SchemaFinding> DriftFindings(DbConnection connection, SchemaPlan plan)
    {
        var rebuilt = plan.Steps.SelectMany(step => step.Rebuilt).ToHashSet(StringComparer.Ordinal);
        return Drift(connection, plan).Where(difference => !SqliteLeftovers.IsOf(difference.Name)).Select(difference =>
            !plan.Accepted.Contains(difference)
                ? new SchemaFinding(FindingWeight.Blocker, $"The schema is not what its migrations make: {difference}. Fix that first, or accept it on the schema page.")
            : difference.Table is { } table && rebuilt.Contains(table)
                ? new(FindingWeight.Blocker, $"{difference}. It was accepted, but {table} is rebuilt, and the difference would be lost or in the way: fix that first.", table)
            : new(FindingWeight.Note, $"{difference} (accepted)."));
    }
}
