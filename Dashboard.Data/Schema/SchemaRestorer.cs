using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Puts a chosen backup in the place of the database.</summary>
internal sealed class SchemaRestorer(SchemaCore core, SchemaMaintenanceMode maintenance, DatabaseReplacer replacer, SchemaRecovery recovery)
{
   /// <summary>Counts what would be lost by putting a backup back, and verifies the backup.</summary>
    /// <inheritdoc cref="SchemaEngine.PlanRestore"/>
    public RestorePlan PlanRestore(string name)
    {
        var backup = core.Backups.Find(name);
        var lost = new Dictionary<string, long>(StringComparer.Ordinal);
        if (core.Inspect().Condition is not (SchemaCondition.Missing or SchemaCondition.Unreadable))
        {
            using var connection = SqliteFile.Open(core.DatabasePath, SqliteOpenMode.ReadWrite);
            foreach (var (table, rows) in SqliteCatalog.Rows(connection))
            {
                if (rows > backup.Rows.GetValueOrDefault(table))
                {
                    lost[table] = rows - backup.Rows.GetValueOrDefault(table);
                }
            }
        }

        var refusal = core.Backups.Refusal(backup, core.Chain.Ids);
        return new(backup, refusal, lost, DateTime.UtcNow - backup.Created, refusal is null ? core.Options.WorkIn?.Invoke(core.Backups.DatabaseOf(backup)) ?? [] : []);
    }

 

    /// <inheritdoc cref="SchemaEngine.RestoreAsync"/>
    public async Task<SchemaRunResult> RestoreAsync(
        string name, SchemaActor actor, RestoredWork work, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        var backup = core.Backups.Find(name);
        if (core.Backups.Refusal(backup, core.Chain.Ids) is { } refusal)
        {
            throw new SchemaException(refusal);
        }

        using var held = await core.LockAsync("restore a backup", cancellation);
        recovery.Settle();
        var inspection = core.Inspect();
        var runId = core.Journal.Begin(
            SchemaRunKind.Restore, actor, inspection.Applied.Count == 0 ? null : inspection.Applied[^1], backup.LastMigration, null, 0, backup.Name, work);
        var watch = new RunProgress(core.Journal, runId, progress);
        try
        {
            await maintenance.EnterAsync(runId, $"The backup {backup.Name} is being put back.", watch, cancellation);
            return await Task.Run(() => Restore(runId, backup, inspection, work, actor, watch, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            core.TryFinish(runId, SchemaRunState.Cancelled);
            return new(runId, SchemaRunState.Cancelled, "The restore was cancelled. Nothing was changed.", null);
        }
        catch (SchemaUndecidedException undecided)
        {
            return core.Undecided(runId, SchemaRunState.Restoring, undecided);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException or DbUpdateException)
        {
            core.TryFinish(runId, SchemaRunState.Failed, error.Message);
            return new(runId, SchemaRunState.Failed, error.Message, null);
        }
        finally
        {
            await maintenance.LeaveAsync();
        }
    }

    private SchemaRunResult Restore(
        long runId, BackupManifest backup, SchemaInspection inspection, RestoredWork work, SchemaActor actor, RunProgress watch, CancellationToken cancellation)
    {
        string? present = null;
        if (inspection.Condition is not (SchemaCondition.Missing or SchemaCondition.Unreadable))
        {
            watch.Enter(SchemaRunState.BackingUp, "Make and verify a backup of the present");
            present = core.Backups.Create($"Before putting {backup.Name} back", SchemaJournal.AppVersion).Name;
            watch.Note($"The present is kept as the backup {present}");
        }

        cancellation.ThrowIfCancellationRequested();
        replacer.Replace(backup, watch);
        core.Stuck = null;
        try
        {
            watch.Enter(SchemaRunState.Reopening, "Settle what was under way when the backup was made");
            replacer.Complete(runId, backup.Name, work, actor.Who);
        }
        catch (Exception error) when (error is SqliteException or IOException or DbUpdateException)
        {
            // The record stays open: the next start does it again.
            return new(runId, SchemaRunState.Failed, $"The backup {backup.Name} is in place, but what was under way when it was made could not be settled: {error.Message} It is done at the next start.", present);
        }

        return new(runId, SchemaRunState.Succeeded, $"The backup {backup.Name} is in place, at {MigrationName.OrNothing(backup.LastMigration)}.", present)
        {
            Verified =
            [
                $"The backup was opened, hashed and counted before: {SchemaVerifier.Sum(backup.Rows)}",
                "What is in place now holds the backup's very pages, read anew from the disk, and passes SQLite's check",
                .. present is null ? Array.Empty<string>() : [$"The present is kept as the backup {present}, verified"],
            ],
        };
    }
}
