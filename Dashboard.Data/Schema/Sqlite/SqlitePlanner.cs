using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>Commands stored when a migration was applied, for builds that do not know it or know it differently.</summary>
/// <param name="Down">What reverts it; null when nothing does.</param>
/// <param name="UpHash">SHA-256 of the commands that applied it.</param>
/// <param name="FactsBefore">What the schema has to be once it is reverted.</param>
public sealed record StoredMigration(SchemaStep? Down, string UpHash, SchemaFacts FactsBefore);

/// <summary>Builds plans. All commands of all steps are built before anything runs, so that a missing way back shows in time.</summary>
/// <param name="connection">The live database, only read; or the rehearsal's copy.</param>
/// <param name="chain">The migrations of the build.</param>
/// <param name="replay">What they make.</param>
/// <param name="stored">What was stored at apply time, by migration.</param>
internal sealed class SqlitePlanner(
    DbConnection connection, MigrationChain chain, SqliteReplay replay, IReadOnlyDictionary<string, StoredMigration> stored)
{
    /// <summary>From what is applied now to the target, either way.</summary>
    /// <param name="target">The newest migration afterwards; null for none.</param>
    /// <param name="accepted">Accepted differences from the migrations.</param>
    /// <param name="outOfOrder">Whether a migration older than the newest applied one may be applied, on the way to the newest of the build.</param>
    public SchemaPlan Plan(string? target, IReadOnlyList<SchemaDifference> accepted, bool outOfOrder)
    {
        var late = false;
        var applied = SqliteCatalog.Applied(connection);
        var findings = new List<SchemaFinding>();
        var steps = new List<PlannedStep>();
        foreach (var id in applied.Where(id => target is null || string.CompareOrdinal(id, target) > 0).Reverse())
        {
            steps.Add(Down(id));
        }

        if (steps.Count == 0)
        {
            var unknown = applied.Except(chain.Ids, StringComparer.Ordinal).ToList();
            if (unknown.Count > 0)
            {
                findings.Add(new(FindingWeight.Blocker, $"This build does not know {string.Join(", ", unknown)}: start the build that made it, or go down."));
            }

            var pending = chain.Ids.Except(applied, StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, target) <= 0).ToList();
            steps.AddRange(pending.Select(Up));
            if (applied.Count > 0 && pending.FirstOrDefault() is { } first && string.CompareOrdinal(first, applied[^1]) < 0)
            {
                late = outOfOrder && target == chain.Ids[^1];
                findings.Add(late
                    ? new(FindingWeight.Warning, $"{MigrationName.Of(first)} is older than {MigrationName.Of(applied[^1])}, which is applied already. It is applied out of order; the result is compared with the order it was made for.")
                    : new(FindingWeight.Blocker, $"{first} is older than {applied[^1]}, which is applied already. Create it again with a later time, or apply it out of order on the way to the newest migration."));
            }
        }
        else if (target is not null && !applied.Contains(target, StringComparer.Ordinal))
        {
            findings.Add(new(FindingWeight.Blocker, $"{target} is not applied, and newer ones are: going there would be neither up nor down."));
        }

        var there = late ? 0 : AlreadyThere(applied, steps);
        for (var at = 0; at < there; at++)
        {
            steps[at] = OnRecordOnly(steps[at]);
        }

        if (steps.Count > 0)
        {
            steps[0] = WithoutLeftovers(steps[0]);
        }

        return new(applied, target, steps, findings, Expected(target, steps), accepted, late);
    }

    /// <summary>How many of the first steps another tool has done already without putting them on record: its schema is exactly what they lead to.</summary>
    private int AlreadyThere(IReadOnlyList<string> applied, List<PlannedStep> steps)
    {
        if (steps.Count == 0 || steps.Exists(step => step.Stored) || applied.Except(chain.Ids, StringComparer.Ordinal).Any())
        {
            return 0;
        }

        var live = SqliteFacts.Read(connection).Without(SqliteLeftovers.IsOf);
        if (replay.FactsAt(applied.Count == 0 ? null : applied[^1]).Differences(live).Count == 0)
        {
            return 0;
        }

        return 1 + steps.FindIndex(step => replay.FactsAt(
            step.Step.Direction == SchemaDirection.Up ? step.Step.MigrationId : chain.Ids.TakeWhile(id => id != step.Step.MigrationId).LastOrDefault()).Differences(live).Count == 0);
    }

    private static PlannedStep OnRecordOnly(PlannedStep planned)
    {
        var step = planned.Step;
        return planned with
        {
            Step = step with { Commands = step.Commands.Where(command => command.Kind == SchemaCommandKind.History).ToList() },
            Findings =
            [
                new(FindingWeight.Warning, $"The schema is what it is after {step.Name} already, and the history does not say so: only that is put on record."),
                .. step.Commands.Any(command => command.Kind == SchemaCommandKind.Data)
                    ? [new SchemaFinding(FindingWeight.Loss, $"Whether the hand-written SQL of {step.Name} has run cannot be told. It is not run.")]
                    : Array.Empty<SchemaFinding>(),
            ],
            Rebuilt = [],
            IsOnRecordOnly = true,
        };
    }

    private PlannedStep WithoutLeftovers(PlannedStep planned)
    {
        var leftovers = SqliteLeftovers.In(connection);
        return leftovers.Count == 0 ? planned : planned with
        {
            Step = planned.Step with { Commands = [.. leftovers.Select(left => new SchemaCommand($"DROP TABLE {SqliteFile.Quote(left.Table)};", SchemaCommandKind.Data)), .. planned.Step.Commands] },
            Effect = StepEffect.Lossy,
            Findings = [.. leftovers.Select(left => new SchemaFinding(FindingWeight.Loss, $"Drops what another tool left of a rebuild: {left}.", left.Table, left.Rows)), .. planned.Findings],
        };
    }

    /// <summary>Effect and findings of one step on the rows as they are now.</summary>
    public PlannedStep Look(SchemaStep step)
    {
        if (!chain.Ids.Contains(step.MigrationId, StringComparer.Ordinal))
        {
            return Stored(step);
        }

        var operations = chain.Operations(step.MigrationId, step.Direction);
        var findings = new SqliteFindings(connection).Of(operations).ToList();
        var effect = findings.Exists(finding => finding.Weight == FindingWeight.Loss) ? StepEffect.Lossy : StepEffect.Reversible;
        if (step.Direction == SchemaDirection.Up && WayBack(step.MigrationId) is { } problem)
        {
            findings.Add(new(FindingWeight.Warning, problem));
            effect = StepEffect.Irreversible;
        }

        return new(step, effect, findings, RowsOf(Touched(operations)), Rebuilt(step), Stored: false);
    }

    private SchemaFacts Expected(string? target, List<PlannedStep> steps) =>
        target is null || chain.Ids.Contains(target, StringComparer.Ordinal) ? replay.FactsAt(target)
        : steps.Count > 0 && stored.TryGetValue(steps[^1].Step.MigrationId, out var last) ? last.FactsBefore
        : SqliteFacts.Read(connection);

    private PlannedStep Up(string id) => Look(chain.Step(id, SchemaDirection.Up));

    private PlannedStep Down(string id)
    {
        stored.TryGetValue(id, out var kept);
        var known = chain.Ids.Contains(id, StringComparer.Ordinal);
        if (known && (kept is null || kept.UpHash == chain.Step(id, SchemaDirection.Up).Hash()))
        {
            return WayBack(id) is { } problem
                ? Impossible(id, problem)
                : Look(chain.Step(id, SchemaDirection.Down));
        }

        // Unknown here, or edited since: only what was stored fits what was applied.
        return kept?.Down is { } down
            ? Stored(down)
            : Impossible(id, $"This build has no commands to take {MigrationName.Of(id)} back, and none were stored. Restore a backup from before it.");
    }

    private PlannedStep Stored(SchemaStep down)
    {
        var findings = new List<SchemaFinding>();
        var tables = down.Commands.Select(command => RebuildCommand.DroppedTable(command.Sql)).OfType<string>()
            .Concat(Rebuilt(down)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var table in tables.Except(Rebuilt(down)))
        {
            if (SqliteCatalog.Exists(connection, table) && SqliteCatalog.Rows(connection, table) is > 0 and var rows)
            {
                findings.Add(new(FindingWeight.Loss, FormattableString.Invariant($"Drops the table {table} with {rows} rows."), table, rows));
            }
        }

        findings.Add(new(FindingWeight.Loss, $"Uses the commands stored when {down.Name} was applied: what they drop is only known in part."));
        return new(down, StepEffect.Lossy, findings, RowsOf(tables), Rebuilt(down), Stored: true);
    }

    private static PlannedStep Impossible(string id, string problem) => new(
        new(id, SchemaDirection.Down, [], new Dictionary<string, string>(), []),
        StepEffect.Irreversible,
        [new(FindingWeight.Blocker, problem)],
        new Dictionary<string, long>(),
        [],
        Stored: false);

    /// <summary>What is wrong with the way back; null when there is one.</summary>
    private string? WayBack(string id)
    {
        try
        {
            _ = chain.Step(id, SchemaDirection.Down);
            return chain.Operations(id, SchemaDirection.Down).Count == 0 && chain.Operations(id, SchemaDirection.Up).Count > 0
                ? $"The Down of {MigrationName.Of(id)} is empty: it would leave the schema and forget the migration."
                : null;
        }
        catch (NotSupportedException error)
        {
            return $"{MigrationName.Of(id)} has no way back: {error.Message}";
        }
    }

    private static List<string> Rebuilt(SchemaStep step) =>
        step.Commands.Select(command => RebuildCommand.Parse(command.Sql)).OfType<RebuildCommand>().Select(part => part.Table).Distinct(StringComparer.Ordinal).ToList();

    private static IEnumerable<string> Touched(IReadOnlyList<MigrationOperation> operations) =>
        operations.OfType<ITableMigrationOperation>().Select(operation => operation.Table)
            .Concat(operations.OfType<DropTableOperation>().Select(operation => operation.Name))
            .Concat(operations.OfType<RenameTableOperation>().Select(operation => operation.Name))
            .Distinct(StringComparer.Ordinal);

    private Dictionary<string, long> RowsOf(IEnumerable<string> tables) =>
        tables.Where(table => SqliteCatalog.Exists(connection, table)).ToDictionary(table => table, table => SqliteCatalog.Rows(connection, table), StringComparer.Ordinal);
}
