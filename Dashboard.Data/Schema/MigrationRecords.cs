using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What operations.db knows of every migration that was applied, including how to revert it.</summary>
/// <param name="open">Opens operations.db.</param>
/// <param name="time">The clock.</param>
public sealed class MigrationRecords(Func<OperationsDbContext> open, TimeProvider time)
{
    /// <summary>What is known of each migration that was ever applied, by its id.</summary>
    public IReadOnlyDictionary<string, SchemaMigration> All()
    {
        using var context = open();
        return context.SchemaMigrations.AsNoTracking().ToDictionary(migration => migration.MigrationId, StringComparer.Ordinal);
    }

    /// <summary>What was stored for each migration when it was applied.</summary>
    public IReadOnlyDictionary<string, StoredMigration> Stored() =>
        All().Values.Where(migration => migration.Reverted == null).ToDictionary(
            migration => migration.MigrationId,
            migration => new StoredMigration(
                migration.Down is null ? null : JsonSerializer.Deserialize<SchemaStep>(migration.Down),
                migration.UpHash,
                JsonSerializer.Deserialize<SchemaFacts>(migration.FactsBefore)!),
            StringComparer.Ordinal);

    /// <summary>The newest migration that each application version applied.</summary>
    public IReadOnlyDictionary<string, string> Versions() =>
        All().Values.GroupBy(migration => migration.AppVersion).ToDictionary(
            version => version.Key, version => version.Select(migration => migration.MigrationId).Max(StringComparer.Ordinal)!, StringComparer.Ordinal);

    /// <summary>Stores what is needed to revert each migration that was just applied, and marks others as reverted.</summary>
    public void Record(IEnumerable<SchemaMigration> applied, IEnumerable<string> reverted)
    {
        using var context = open();
        foreach (var migration in applied)
        {
            context.SchemaMigrations.Where(other => other.MigrationId == migration.MigrationId).ExecuteDelete();
            context.SchemaMigrations.Add(migration);
        }

        var ids = reverted.ToList();
        context.SchemaMigrations.Where(migration => ids.Contains(migration.MigrationId))
            .ExecuteUpdate(migration => migration.SetProperty(m => m.Reverted, time.GetUtcNow().UtcDateTime));
        context.SaveChanges();
    }
}
