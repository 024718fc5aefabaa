using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What becomes of tasks that were queued or running when a backup was made.</summary>
public enum RestoredWork
{
    /// <summary>They are queued again.</summary>
    StartAgain,

    /// <summary>They fail, with the restore as the reason.</summary>
    Fail,
}

/// <summary>What putting a backup back would mean.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Refusal">Why it must not be; null when it may.</param>
/// <param name="Lost">Rows that each table has more now than in the backup. Rows that were only changed are not counted.</param>
/// <param name="Age">How old the backup is.</param>
/// <param name="Work">What was queued or running when the backup was made.</param>
public sealed record RestorePlan(BackupManifest Backup, string? Refusal, IReadOnlyDictionary<string, long> Lost, TimeSpan Age, IReadOnlyList<string> Work);

public sealed partial class SchemaEngine
{
    /// <summary>Counts what would be lost by putting a backup back, and verifies the backup.</summary>
    /// <exception cref="SchemaException">There is no backup of the name.</exception>
    public RestorePlan PlanRestore(string name)
    {
        var backup = Backups.Find(name);
        var lost = new Dictionary<string, long>(StringComparer.Ordinal);
        if (Inspect().Condition is not (SchemaCondition.Missing or SchemaCondition.Unreadable))
        {
            using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            foreach (var (table, rows) in SqliteCatalog.Rows(connection))
            {
                if (rows > backup.Rows.GetValueOrDefault(table))
                {
                    lost[table] = rows - backup.Rows.GetValueOrDefault(table);
                }
            }
        }

        var refusal = Backups.Refusal(backup, Chain.Ids);
        return new(backup, refusal, lost, DateTime.UtcNow - backup.Created, refusal is null ? _options.WorkIn?.Invoke(Backups.DatabaseOf(backup)) ?? [] : []);
    }

    /// <summary>Puts a backup in the place of the database, through the same states as a run; the present is backed up first.</summary>
    /// <param name="name">The backup's name.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="work">What becomes of tasks that were queued or running then.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the backup is being put back.</param>
    /// <exception cref="SchemaException">Refused: the backup is damaged, of another program, or of a newer build.</exception>
    public async Task<SchemaRunResult> RestoreAsync(
        string name, SchemaActor actor, RestoredWork work, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        var backup = Backups.Find(name);
        if (Backups.Refusal(backup, Chain.Ids) is { } refusal)
        {
            throw new SchemaException(refusal);
        }

        using var held = await FileLock.TakeAsync(LockPath, "restore a backup", _options.LockPatience, cancellation);
        Settle();
        var inspection = Inspect();
        var runId = Journal.Begin(
            SchemaRunKind.Restore, actor, inspection.Applied.Count == 0 ? null : inspection.Applied[^1], backup.LastMigration, null, 0, backup.Name, work);
        var watch = new RunProgress(Journal, runId, progress);
        try
        {
            await DrainAsync(runId, $"The backup {backup.Name} is being put back.", watch, cancellation);
            return await Task.Run(() => Restore(runId, backup, inspection, work, actor, watch, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            End(runId, SchemaRunState.Cancelled);
            return new(runId, SchemaRunState.Cancelled, "The restore was cancelled. Nothing was changed.", null);
        }
        catch (SchemaUndecidedException undecided)
        {
            return Undecided(runId, SchemaRunState.Restoring, undecided);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException or DbUpdateException)
        {
            End(runId, SchemaRunState.Failed, error.Message);
            return new(runId, SchemaRunState.Failed, error.Message, null);
        }
        finally
        {
            await ReopenAsync();
        }
    }

    private SchemaRunResult Restore(
        long runId, BackupManifest backup, SchemaInspection inspection, RestoredWork work, SchemaActor actor, RunProgress watch, CancellationToken cancellation)
    {
        string? present = null;
        if (inspection.Condition is not (SchemaCondition.Missing or SchemaCondition.Unreadable))
        {
            watch.Enter(SchemaRunState.BackingUp, "Make and verify a backup of the present");
            present = Backups.Create($"Before putting {backup.Name} back", SchemaJournal.AppVersion).Name;
            watch.Note($"The present is kept as the backup {present}");
        }

        cancellation.ThrowIfCancellationRequested();
        PutBack(backup, watch);
        _stuck = null;
        try
        {
            watch.Enter(SchemaRunState.Reopening, "Settle what was under way when the backup was made");
            CompleteRestore(runId, backup.Name, work, actor.Who);
        }
        catch (Exception error) when (error is SqliteException or IOException or DbUpdateException)
        {
            // The record stays open: the next start does it again.
            return new(runId, SchemaRunState.Failed, $"The backup {backup.Name} is in place, but what was under way when it was made could not be settled: {error.Message} It is done at the next start.", present);
        }

        return new(runId, SchemaRunState.Succeeded, $"The backup {backup.Name} is in place, at {Name(backup.LastMigration)}.", present)
        {
            Verified =
            [
                $"The backup was opened, hashed and counted before: {Sum(backup.Rows)}",
                "What is in place now holds the backup's very pages, read anew from the disk, and passes SQLite's check",
                .. present is null ? Array.Empty<string>() : [$"The present is kept as the backup {present}, verified"],
            ],
        };
    }

    private void CompleteRestore(long runId, string backup, RestoredWork work, string who)
    {
        using (var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite))
        {
            if (SqliteCatalog.Exists(connection, SqliteCatalog.LockTable))
            {
                // A lock row that was copied with the backup has no owner any more.
                connection.Execute($"DELETE FROM \"{SqliteCatalog.LockTable}\"");
            }
        }

        _options.SettleWork?.Invoke(DatabasePath, work);
        var applied = Inspect().Applied;
        var recorded = Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).ToList();
        Remember(runId, recorded, applied, who, []);
        foreach (var stuck in Journal.Unfinished().Where(run => run.Kind != SchemaRunKind.Rehearsal && run.Id < runId))
        {
            Journal.Finish(stuck.Id, SchemaRunState.Failed, $"It could not be put back. Run {runId} put the backup {backup} in place instead.");
        }

        Journal.Finish(runId, SchemaRunState.Succeeded);
    }

    /// <summary>Puts a backup in the place of the database and proves that it is there.</summary>
    /// <exception cref="SchemaException">It is not. Says what to do by hand.</exception>
    private void PutBack(BackupManifest backup, RunProgress watch)
    {
        var copy = Backups.DatabaseOf(backup);
        watch.Enter(SchemaRunState.Restoring, $"Put the backup {backup.Name} back");
        if (Inspect().Condition == SchemaCondition.Unreadable)
        {
            MoveAside(watch);
        }

        try
        {
            SqliteCopy.PutBack(copy, DatabasePath, _options.DrainPatience);
        }
        catch (SqliteException error) when (!IsKeptOut(error))
        {
            Decide(error);
            if (!IsInPlace(copy))
            {
                throw;
            }

            watch.Note($"After the commit: {error.Message}");
        }

        using var check = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        if (!IsInPlace(copy) || SqliteCopy.Problem(check) is not null)
        {
            // Nobody knows what is in place: work must not go on.
            _stuck = $"The backup {backup.Name} is not in place. Stop the server and run: schema restore {backup.Name}. The backup's database is {copy}.";
            throw new SchemaException(_stuck);
        }
    }

    private bool IsInPlace(string copy)
    {
        if (SqliteCopy.SameContent(copy, DatabasePath))
        {
            return true;
        }

        // A reader keeps the log from being written back into the file: look through the log then.
        var now = $"{DatabasePath}.check-{Guid.NewGuid():N}";
        try
        {
            SqliteCopy.Make(DatabasePath, now);
            return SqliteCopy.SameContent(copy, now);
        }
        finally
        {
            DeleteDatabase(now);
        }
    }

    /// <summary>A damaged file is kept as evidence; SQLite cannot write into it.</summary>
    private void MoveAside(RunProgress watch)
    {
        var stem = $"{DatabasePath}.damaged-{Guid.NewGuid():N}";
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(DatabasePath + suffix))
            {
                File.Move(DatabasePath + suffix, stem + suffix);
            }
        }

        watch.Note($"The damaged file is kept as {stem}");
    }
}
