using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Schema;

/// <summary>Where one migration stands.</summary>
public enum MigrationStanding
{
    Applied,
    Pending,

    /// <summary>Applied, and this build does not know it.</summary>
    Unknown,
}

/// <summary>A line of the timeline.</summary>
/// <param name="Recorded">What the journal knows of its application; null for one that was applied without.</param>
/// <param name="Planned">For a pending one, what it would do to the rows; null where that cannot be said.</param>
/// <param name="Rehearsed">For a pending one, how long it took when the way to the newest was rehearsed.</param>
public sealed record MigrationRow(
    string Id, string Name, MigrationStanding Standing, bool Edited, bool Late, SchemaMigration? Recorded, PlannedStep? Planned, TimeSpan? Rehearsed);

/// <summary>A backup and what deleting it would mean.</summary>
/// <param name="IsOnlyWayBack">Whether no other backup leads to its schema, which is not the present one.</param>
/// <param name="Stays">Why it is not deleted by itself.</param>
public sealed record BackupRow(BackupManifest Manifest, bool IsOnlyWayBack, string Stays);

/// <summary>What the schema page shows, read without changing anything.</summary>
public sealed record SchemaStatus(
    SchemaInspection Inspection,
    IReadOnlyList<MigrationRow> Migrations,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyList<SchemaRun> Runs,
    IReadOnlyList<BackupRow> Backups,
    BackupRetention Retention,
    SchemaHold? Hold,
    string? MaintenanceReason);

/// <summary>Everything about one migration.</summary>
/// <param name="UpWords">Its operations in words; empty when this build does not know it.</param>
/// <param name="Up">Its SQL; null when this build does not know it.</param>
/// <param name="Down">The build's, or what was stored when it was applied; null when there is no way back.</param>
/// <param name="Look">What the direction that is left for it would do to the rows that are there now.</param>
public sealed record MigrationDetail(
    IReadOnlyList<string> UpWords, IReadOnlyList<string> DownWords, string? Up, string? Down, PlannedStep? Look, IReadOnlyList<SchemaRun> Runs);

/// <summary>What is known of the schema. For administrators. Uses no entity of the domain: it works when the schema does not.</summary>
public sealed class SchemaQueries(SchemaEngine engine, Maintenance maintenance, IOptions<SchemaOptions> options, TimeProvider time)
{
    /// <summary>How many of the newest runs the page shows.</summary>
    public const int MostRuns = 50;

    public SchemaStatus Status(Caller caller)
    {
        caller.RequireAdministrator();
        var inspection = engine.Inspect();
        var recorded = engine.Journal.Migrations();
        var (planned, rehearsed) = Pending(inspection);
        var rows = inspection.Known.Union(inspection.Applied, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new MigrationRow(
                id,
                MigrationName.Of(id),
                !inspection.Applied.Contains(id) ? MigrationStanding.Pending
                    : inspection.Known.Contains(id) ? MigrationStanding.Applied : MigrationStanding.Unknown,
                inspection.Edited.Contains(id),
                inspection.Late.Contains(id),
                recorded.TryGetValue(id, out var migration) && migration.Reverted is null ? migration : null,
                planned.GetValueOrDefault(id),
                rehearsed.TryGetValue(id, out var took) ? took : null))
            .ToList();
        return new SchemaStatus(
            inspection, rows, engine.Journal.Versions(), engine.Journal.History(MostRuns), Backups(inspection), options.Value.Retention, engine.Journal.Hold(), maintenance.Reason);
    }

    /// <summary>What one migration does both ways, would do to the rows now, and has done.</summary>
    public MigrationDetail Migration(Caller caller, string migrationId)
    {
        caller.RequireAdministrator();
        var runs = engine.Journal.RunsOf(migrationId, number: 10);
        if (!engine.Chain.Ids.Contains(migrationId))
        {
            var stored = engine.Journal.Stored().TryGetValue(migrationId, out var kept) ? kept.Down : null;
            return new([], [], null, stored is null ? null : Text(stored), null, runs);
        }

        IReadOnlyList<string> downWords;
        string? down;
        try
        {
            down = Text(engine.Chain.Step(migrationId, SchemaDirection.Down));
            downWords = Words(migrationId, SchemaDirection.Down);
        }
        catch (NotSupportedException)
        {
            (down, downWords) = (null, []);
        }

        return new(
            Words(migrationId, SchemaDirection.Up), downWords, Text(engine.Chain.Step(migrationId, SchemaDirection.Up)), down, engine.Look(migrationId), runs);
    }

    /// <exception cref="SchemaException">The target is none, or the file cannot be planned on.</exception>
    public SchemaPlan Plan(Caller caller, string target, bool outOfOrder)
    {
        caller.RequireAdministrator();
        return engine.Plan(target, outOfOrder);
    }

    /// <summary>The last rehearsal of this very plan; null when there was none within a day.</summary>
    public SchemaRun? Rehearsal(Caller caller, SchemaPlan plan)
    {
        caller.RequireAdministrator();
        return engine.Journal.Rehearsed(plan.Hash);
    }

    /// <exception cref="SchemaException">There is no such backup.</exception>
    public RestorePlan PlanRestore(Caller caller, string backup)
    {
        caller.RequireAdministrator();
        return engine.PlanRestore(backup);
    }

    /// <summary>One run with its steps and its log; null when there is none.</summary>
    public SchemaRun? Run(Caller caller, long runId)
    {
        caller.RequireAdministrator();
        return engine.Journal.Find(runId);
    }

    /// <summary>Badges only: where the way up cannot be planned, its plan says why.</summary>
    private (Dictionary<string, PlannedStep> Planned, Dictionary<string, TimeSpan> Rehearsed) Pending(SchemaInspection inspection)
    {
        if (inspection.Pending.Count == 0 || inspection.Condition is SchemaCondition.Missing)
        {
            return ([], []);
        }

        try
        {
            var plan = engine.Plan();
            return (
                plan.Steps.Where(step => step.Step.Direction == SchemaDirection.Up).ToDictionary(step => step.Step.MigrationId, StringComparer.Ordinal),
                engine.Journal.Rehearsed(plan.Hash)?.Steps.ToDictionary(step => step.MigrationId, step => TimeSpan.FromMilliseconds(step.DurationMs), StringComparer.Ordinal) ?? []);
        }
        catch (SchemaException)
        {
            return ([], []);
        }
    }

    private List<BackupRow> Backups(SchemaInspection inspection)
    {
        var retention = options.Value.Retention;
        var all = engine.Backups.List();
        var present = inspection.Applied.Count == 0 ? null : inspection.Applied[^1];
        var waysBack = SchemaBackups.WaysBack(all, present).Select(backup => backup.Name).ToHashSet(StringComparer.Ordinal);
        return all.Select((backup, at) => new BackupRow(
            backup,
            waysBack.Contains(backup.Name) && all.Count(other => other.LastMigration == backup.LastMigration) == 1,
            waysBack.Contains(backup.Name) ? "stays: the newest that leads to its schema"
                : at < retention.Number ? $"stays: one of the newest {retention.Number}"
                : backup.Created.AddDays(retention.Days) is var until && until > time.GetUtcNow().UtcDateTime
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"stays until {until:d MMM yyyy}")
                : "goes after the next run")).ToList();
    }

    private List<string> Words(string migrationId, SchemaDirection direction) => engine.Chain.Operations(migrationId, direction).Select(MigrationWords.Of).ToList();

    private static string Text(SchemaStep step) => string.Join("\n\n", step.Commands.Select(command => command.Sql.TrimEnd()));
}
