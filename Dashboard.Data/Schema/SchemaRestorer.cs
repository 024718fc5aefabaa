using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Replaces the database with a chosen backup.</summary>
internal sealed class SchemaRestorer(SchemaCore core, SchemaMaintenanceMode maintenance, DatabaseReplacer replacer, SchemaRecovery recovery)
{
    /// <inheritdoc cref="SchemaEngine.PlanRestore"/>
    public RestorePlan PlanRestore(string name)
    {
        var backup = core.Backups.Find(name);
        var lost = new Dictionary<string, long>(StringComparer.Ordinal);
        if (core.Inspect().Condition is not (SchemaCondition.Missing or SchemaCondition.Unreadable))
        {
            using var connection = SqliteFile.Open(core.DatabasePath);
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
        recovery.Recover();
        var inspection = core.Inspect();
        var runId = core.Journal.Begin(
            SchemaRunKind.Restore, actor, inspection.Applied.Count == 0 ? null : inspection.Applied[^1], backup.LastMigration, null, 0, backup.Name, work);
        var watch = new RunProgress(core.Journal, runId, progress);
        try
        {
            await maintenance.EnterAsync(runId, $"The backup {backup.Name} is being restored.", watch, cancellation);
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
        catch (Exception error) when (SchemaErrors.IsExpected(error))
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
            watch.Enter(SchemaRunState.BackingUp, "Back up the current database and verify the backup");
            present = core.Backups.Create($"Before restoring {backup.Name}", SchemaJournal.AppVersion).Name;
            watch.Note($"The previous content is kept as the backup {present}");
        }

        cancellation.ThrowIfCancellationRequested();
        replacer.Replace(backup, watch);
        core.Stuck = null;
        try
        {
            watch.Enter(SchemaRunState.Reopening, "Update the tasks that were queued or running when the backup was made");
            replacer.Complete(runId, backup.Name, work, actor.Who);
        }
        catch (Exception error) when (SchemaErrors.IsStorage(error))
        {
            // The record stays open: the next start does it again.
            return new(runId, SchemaRunState.Failed, $"The backup {backup.Name} is in place, but the tasks that were queued or running when it was made could not be updated: {error.Message} The next start does it.", present);
        }

        return new(runId, SchemaRunState.Succeeded, $"The backup {backup.Name} is in place, at {MigrationName.OrNothing(backup.LastMigration)}.", present)
        {
            Verified =
            [
                $"The backup was opened, hashed and counted before: {SchemaVerifier.Sum(backup.Rows)}",
                "The database has the same pages as the backup, read from the disk again, and passes SQLite's check",
                .. present is null ? Array.Empty<string>() : [$"The previous content is kept as the backup {present}, verified"],
            ],
        };
    }
}
