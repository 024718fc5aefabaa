using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Schema;

/// <summary>Whether the database has a migration.</summary>
public enum MigrationState
{
    Applied,
    Pending,

    /// <summary>Applied, and unknown to this build.</summary>
    Unknown,
}

/// <summary>A migration in the timeline.</summary>
/// <param name="Recorded">The record of its application; null when it was applied without a journal, or is not applied.</param>
/// <param name="Planned">For a pending one, its effect on the rows; null where it cannot be planned.</param>
/// <param name="Rehearsed">For a pending one, how long it took in the last rehearsal of the upgrade to the newest.</param>
public sealed record MigrationRow(
    string Id, string Name, MigrationState State, bool Edited, bool Late, SchemaMigration? Recorded, PlannedStep? Planned, TimeSpan? Rehearsed);

/// <summary>A backup and how long it is kept.</summary>
/// <param name="IsOnlyOfSchema">Whether it is the only backup of its schema, and that is not the present one.</param>
/// <param name="Retention">Why it is kept, or when it is deleted automatically.</param>
public sealed record BackupRow(BackupManifest Manifest, bool IsOnlyOfSchema, string Retention);

/// <summary>What the schema page shows.</summary>
public sealed record SchemaStatus(
    SchemaInspection Inspection,
    IReadOnlyList<MigrationRow> Migrations,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyList<SchemaRun> Runs,
    IReadOnlyList<BackupRow> Backups,
    BackupRetention Retention,
    SchemaHold? Hold,
    string? MaintenanceReason);

/// <summary>The details of one migration.</summary>
/// <param name="UpWords">The operations of its up, in words; empty when this build does not know it.</param>
/// <param name="Up">The SQL of its up; null when this build does not know it.</param>
/// <param name="Down">The SQL of its down, from the build or as stored when it was applied; null when it cannot be reverted.</param>
/// <param name="Look">The effect of applying it, or of reverting an applied one, on the present rows; null where that cannot be planned.</param>
public sealed record MigrationDetail(
    IReadOnlyList<string> UpWords, IReadOnlyList<string> DownWords, string? Up, string? Down, PlannedStep? Look, IReadOnlyList<SchemaRun> Runs);

/// <summary>Reads the state of the schema. For administrators. Uses no entity of the domain, so it works when the schema does not match.</summary>
public sealed class SchemaQueries(SchemaEngine engine, Maintenance maintenance, IOptions<SchemaOptions> options, TimeProvider time)
{
    /// <summary>How many of the newest runs the page lists.</summary>
    public const int MaxRuns = 50;

    public SchemaStatus Status(Caller caller)
    {
        caller.RequireAdministrator();
        var inspection = engine.Inspect();
        var recorded = engine.Journal.Migrations.All();
        var (planned, rehearsed) = Pending(inspection);
        var rows = inspection.Known.Union(inspection.Applied, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new MigrationRow(
                id,
                MigrationName.Of(id),
                !inspection.Applied.Contains(id) ? MigrationState.Pending
                    : inspection.Known.Contains(id) ? MigrationState.Applied : MigrationState.Unknown,
                inspection.Edited.Contains(id),
                inspection.Late.Contains(id),
                recorded.TryGetValue(id, out var migration) && migration.Reverted is null ? migration : null,
                planned.GetValueOrDefault(id),
                rehearsed.TryGetValue(id, out var took) ? took : null))
            .ToList();
        return new SchemaStatus(
            inspection, rows, engine.Journal.Migrations.Versions(), engine.Journal.History(MaxRuns), Backups(inspection), options.Value.Retention, engine.Journal.Hold(), maintenance.Reason);
    }

    /// <summary>Returns what a migration does in both directions, its effect on the present rows, and its runs.</summary>
    public MigrationDetail Migration(Caller caller, string migrationId)
    {
        caller.RequireAdministrator();
        var runs = engine.Journal.RunsOf(migrationId, number: 10);
        if (!engine.Chain.Ids.Contains(migrationId))
        {
            var stored = engine.Journal.Migrations.Stored().TryGetValue(migrationId, out var kept) ? kept.Down : null;
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

    /// <exception cref="SchemaException">There is no such target, or the database cannot be read.</exception>
    public SchemaPlan Plan(Caller caller, string target, bool outOfOrder)
    {
        caller.RequireAdministrator();
        return engine.Plan(target, outOfOrder);
    }

    /// <summary>Returns the last rehearsal of exactly this plan; null when there was none within a day.</summary>
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

    /// <summary>Returns a run with its steps and log; null when there is no such run.</summary>
    public SchemaRun? Run(Caller caller, long runId)
    {
        caller.RequireAdministrator();
        return engine.Journal.Find(runId);
    }

    /// <summary>For the badges only: where the upgrade cannot be planned, the planner says why.</summary>
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
            waysBack.Contains(backup.Name) ? "kept as the newest backup of its schema"
                : at < retention.Number ? $"kept as one of the newest {retention.Number}"
                : backup.Created.AddDays(retention.Days) is var until && until > time.GetUtcNow().UtcDateTime
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kept until {until:d MMM yyyy}")
                : "deleted after the next run")).ToList();
    }

    private List<string> Words(string migrationId, SchemaDirection direction) => engine.Chain.Operations(migrationId, direction).Select(MigrationWords.Of).ToList();

    private static string Text(SchemaStep step) => string.Join("\n\n", step.Commands.Select(command => command.Sql.TrimEnd()));
}
