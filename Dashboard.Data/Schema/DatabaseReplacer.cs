using System.Data.Common;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Data.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>Replaces the database with a backup, and proves that it did.</summary>
internal sealed class DatabaseReplacer(SchemaCore core)
{
    /// <summary>Replaces the database with a backup and verifies the result page by page.</summary>
    /// <exception cref="SchemaException">It is not. Says what to do by hand.</exception>
    public void Replace(BackupManifest backup, RunProgress watch)
    {
        var copy = core.Backups.DatabaseOf(backup);
        watch.Enter(SchemaRunState.Restoring, $"Restore the backup {backup.Name}");
        if (core.Inspect().Condition == SchemaCondition.Unreadable)
        {
            MoveAside(watch);
        }

        try
        {
            SqliteCopy.Restore(copy, core.DatabasePath, core.Options.DrainPatience);
        }
        catch (DbException error) when (!DatabaseError.IsBusy(error))
        {
            core.DecideCommit(error);
            if (!IsInPlace(copy))
            {
                throw;
            }

            watch.Note($"After the commit: {error.Message}");
        }

        using var check = SqliteFile.Open(core.DatabasePath);
        if (!IsInPlace(copy) || SqliteCopy.Problem(check) is not null)
        {
            // Nobody knows what is in place: work must not go on.
            core.Stuck = $"The backup {backup.Name} is not in place. Stop the server and run: schema restore {backup.Name}. The backup's database is {copy}.";
            throw new SchemaException(core.Stuck);
        }
    }

    /// <summary>Whether the database holds the pages of a copy, and nothing else.</summary>
    public bool IsInPlace(string copy)
    {
        if (SqliteCopy.SameContent(copy, core.DatabasePath))
        {
            return true;
        }

        // A reader keeps the log from being written back into the file: look through the log then.
        var now = $"{core.DatabasePath}.check-{Guid.NewGuid():N}";
        try
        {
            SqliteCopy.Make(core.DatabasePath, now);
            return SqliteCopy.SameContent(copy, now);
        }
        finally
        {
            SchemaCore.DeleteDatabase(now);
        }
    }

    /// <summary>Everything that follows a restore. Runs again after a kill: each part may be done twice.</summary>
    public void Complete(long runId, string backup, RestoredWork work, string who)
    {
        using (var connection = SqliteFile.Open(core.DatabasePath))
        {
            if (SqliteCatalog.Exists(connection, SqliteCatalog.LockTable))
            {
                // A lock row that was copied with the backup has no owner any more.
                connection.Execute($"DELETE FROM \"{SqliteCatalog.LockTable}\"");
            }
        }

        core.Options.RecoverWork?.Invoke(core.DatabasePath, work);
        var applied = core.Inspect().Applied;
        var recorded = core.Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).ToList();
        core.RecordApplied(runId, recorded, applied, who, []);
        foreach (var stuck in core.Journal.Unfinished().Where(run => run.Kind != SchemaRunKind.Rehearsal && run.Id < runId))
        {
            core.Journal.Finish(stuck.Id, SchemaRunState.Failed, $"Its backup could not be restored. Run {runId} restored the backup {backup} instead.");
        }

        core.Journal.Finish(runId, SchemaRunState.Succeeded);
    }

    /// <summary>A damaged file is kept as evidence; SQLite cannot write into it.</summary>
    private void MoveAside(RunProgress watch)
    {
        var stem = $"{core.DatabasePath}.damaged-{Guid.NewGuid():N}";
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(core.DatabasePath + suffix))
            {
                File.Move(core.DatabasePath + suffix, stem + suffix);
            }
        }

        watch.Note($"The damaged file is kept as {stem}");
    }
}
