using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

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
public sealed record MigrationRow(string Id, string Name, MigrationStanding Standing, bool Edited, SchemaMigration? Recorded);

/// <summary>What the schema page shows, read without changing anything.</summary>
public sealed record SchemaStatus(
    SchemaInspection Inspection,
    IReadOnlyList<MigrationRow> Migrations,
    IReadOnlyList<SchemaRun> Runs,
    IReadOnlyList<BackupManifest> Backups,
    SchemaHold? Hold,
    string? MaintenanceReason);

/// <summary>The commands of a migration.</summary>
public sealed record MigrationSql(string Up, string? Down);

/// <summary>What is known of the schema. For administrators. Uses no entity of the domain: it works when the schema does not.</summary>
public sealed class SchemaQueries(SchemaEngine engine, Maintenance maintenance)
{
    private const int MostRuns = 100;

    public SchemaStatus Status(Caller caller)
    {
        caller.RequireAdministrator();
        var inspection = engine.Inspect();
        var recorded = engine.Journal.Migrations();
        var rows = inspection.Known.Union(inspection.Applied, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new MigrationRow(
                id,
                MigrationName.Of(id),
                !inspection.Applied.Contains(id) ? MigrationStanding.Pending
                    : inspection.Known.Contains(id) ? MigrationStanding.Applied : MigrationStanding.Unknown,
                inspection.Edited.Contains(id),
                recorded.TryGetValue(id, out var migration) && migration.Reverted is null ? migration : null))
            .ToList();
        return new SchemaStatus(
            inspection, rows, engine.Journal.History(MostRuns), engine.Backups.List(), engine.Journal.Hold(), maintenance.Reason);
    }

    /// <summary>What a migration of this build does, both ways; no way back when it has none.</summary>
    /// <returns>Null when this build does not know it.</returns>
    public MigrationSql? SqlOf(Caller caller, string migrationId)
    {
        caller.RequireAdministrator();
        if (!engine.Chain.Ids.Contains(migrationId))
        {
            return null;
        }

        string? down;
        try
        {
            down = Text(engine.Chain.Step(migrationId, SchemaDirection.Down));
        }
        catch (NotSupportedException)
        {
            down = null;
        }

        return new MigrationSql(Text(engine.Chain.Step(migrationId, SchemaDirection.Up)), down);
    }

    /// <exception cref="SchemaException">The target is none, or the file cannot be planned on.</exception>
    public SchemaPlan Plan(Caller caller, string target)
    {
        caller.RequireAdministrator();
        return engine.Plan(target);
    }

    /// <exception cref="SchemaException">There is no such backup.</exception>
    public RestorePlan PlanRestore(Caller caller, string backup)
    {
        caller.RequireAdministrator();
        return engine.PlanRestore(backup);
    }

    public SchemaRun? Run(Caller caller, long runId)
    {
        caller.RequireAdministrator();
        return engine.Journal.Find(runId);
    }

    private static string Text(SchemaStep step) => string.Join("\n\n", step.Commands.Select(command => command.Sql.TrimEnd()));
}
