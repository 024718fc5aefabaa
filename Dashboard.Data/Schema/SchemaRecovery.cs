using System.Data.Common;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Data.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>Recovers runs whose process ended within them. What happened is decided by the database, never by the journal.</summary>
internal sealed class SchemaRecovery(SchemaCore core, SchemaVerifier verifier, DatabaseReplacer replacer)
{
    private const int MostRestores = 3;

    /// <inheritdoc cref="SchemaEngine.RecoverAsync"/>
    public async Task<IReadOnlyList<string>> RecoverAsync(CancellationToken cancellation = default)
    {
        using var held = await core.LockAsync("recover an interrupted schema run", cancellation);
        return await Task.Run(Recover, cancellation);
    }

    /// <summary>Under the lock: whoever left a run without an end is gone.</summary>
    public List<string> Recover()
    {
        core.Backups.DeletePartial();
        var recovered = new List<string>();
        using var rehearsing = FileLock.TryTake(core.RehearsalLockPath, "clear interrupted rehearsals");
        if (rehearsing is not null && Path.GetDirectoryName(core.DatabasePath) is { } directory && Directory.Exists(directory))
        {
            foreach (var copy in Directory.EnumerateFiles(directory, SchemaRehearser.RehearsalPrefix + "*"))
            {
                File.Delete(copy);
            }
        }

        var unfinished = core.Journal.Unfinished();
        foreach (var rehearsal in unfinished.Where(run => run.Kind == SchemaRunKind.Rehearsal && rehearsing is not null))
        {
            core.Journal.Finish(rehearsal.Id, SchemaRunState.Interrupted, "The process ended within the rehearsal.");
        }

        // The newest first: restoring a backup that somebody chose since ends the runs whose own backup could not be restored.
        var runs = unfinished.Where(run => run.Kind != SchemaRunKind.Rehearsal).OrderByDescending(run => run.Id).ToList();
        core.Stuck = runs.Count > 0 ? null : core.Stuck;
        foreach (var run in runs.Where(run => core.Journal.Find(run.Id) is { Finished: null }))
        {
            recovered.Add(TryRecover(run));
        }

        if (core.Stuck is null)
        {
            core.Journal.LeaveMaintenance();
        }

        return recovered;
    }

    private string TryRecover(SchemaRun run)
    {
        try
        {
            if (run.State >= SchemaRunState.Applying && core.OpenExisting() is { } connection)
            {
                connection.Dispose();
                SqliteFile.WriteLogBack(core.DatabasePath);
            }
        }
        catch (DbException error) when (DatabaseError.IsFull(error) || DatabaseError.IsInputOutput(error) || DatabaseError.IsBusy(error))
        {
            core.Stuck = $"How run {run.Id} ended is unknown until the write-ahead log of {core.DatabasePath} is checkpointed, and that failed: {error.Message} Free some disk space; work then continues by itself.";
            return core.Stuck;
        }

        return run.Kind == SchemaRunKind.Restore ? RecoverRestore(run) : Recover(run);
    }

    private string Recover(SchemaRun run)
    {
        var watch = new RunProgress(core.Journal, run.Id, null);
        var inspection = core.Inspect();
        var last = inspection.Applied.Count == 0 ? null : inspection.Applied[^1];
        if (run.State == SchemaRunState.Restoring)
        {
            return RestoreAgain(run, "The process ended while the backup was being restored.", watch);
        }

        if (last != run.ToMigration || run.State < SchemaRunState.Applying || (run.ToMigration == run.FromMigration && inspection.Late.Count > 0))
        {
            var rolledBack = $"Run {run.Id} was interrupted and left nothing behind: the database is at {MigrationName.OrNothing(last)}.";
            core.Journal.Finish(run.Id, SchemaRunState.Interrupted, rolledBack);
            return rolledBack;
        }

        if (inspection.Condition is SchemaCondition.Drifted or SchemaCondition.HalfFinished
            || verifier.Problem(inspection.Applied, ExpectedAt(last), inspection.Drift.Where(difference => inspection.Accepted.Any(a => a.Name == difference.Name)).ToList()) is not null)
        {
            return RestoreAgain(run, "The process ended after the commit, and the result is not sound.", watch);
        }

        watch.Enter(SchemaRunState.Reopening, "The process ended after the commit; the result was checked");
        var before = run.Kind == SchemaRunKind.Upgrade
            ? inspection.Applied.Where(id => run.FromMigration is not null && string.CompareOrdinal(id, run.FromMigration) <= 0).ToList()
            : [.. inspection.Applied, .. core.Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).Except(inspection.Applied, StringComparer.Ordinal)];
        core.RecordApplied(run.Id, before, inspection.Applied, run.Who, []);
        if (run.Kind == SchemaRunKind.Downgrade)
        {
            core.Journal.SetHold(run.Id, run.ToMigration, new(run.Who, run.Reason));
        }

        core.Journal.Finish(run.Id, SchemaRunState.Succeeded);
        return $"Run {run.Id} had been committed when its process ended; the database is at {MigrationName.OrNothing(last)} and sound.";
    }

    private SchemaFacts ExpectedAt(string? migrationId)
    {
        if (migrationId is null || core.Chain.Ids.Contains(migrationId, StringComparer.Ordinal))
        {
            return core.Replay.FactsAt(migrationId);
        }

        using var connection = SqliteFile.Open(core.DatabasePath);
        return SqliteFacts.Read(connection);
    }

    /// <summary>A restore is one write transaction: killed within it, the old content is there and it may be done again.</summary>
    private string RestoreAgain(SchemaRun run, string reason, RunProgress watch)
    {
        if (run.Backup is null || core.Journal.CountRestore(run.Id) > MostRestores)
        {
            // The record stays open and each start enters maintenance mode until another backup is in place.
            core.Stuck = $"{reason} Restoring the backup {run.Backup ?? "(none was made)"} failed {MostRestores} times. Choose another on the schema page, or with: schema restore";
            return core.Stuck;
        }

        try
        {
            replacer.Replace(core.Backups.Find(run.Backup), watch);
        }
        catch (Exception error) when (SchemaErrors.IsExpected(error))
        {
            core.Stuck = $"{reason} The backup {run.Backup} could not be restored: {error.Message}";
            return core.Stuck;
        }

        var message = $"{reason} The backup {run.Backup} was restored.";
        core.Journal.Finish(run.Id, SchemaRunState.Restored, message);
        return message;
    }

    private string RecoverRestore(SchemaRun run)
    {
        var copy = core.Backups.List().FirstOrDefault(backup => backup.Name == run.Backup) is { } backup ? core.Backups.DatabaseOf(backup) : null;
        if (copy is not null && run.State is >= SchemaRunState.Restoring && File.Exists(core.DatabasePath))
        {
            if (replacer.IsInPlace(copy))
            {
                replacer.Complete(run.Id, run.Backup!, run.Work ?? RestoredWork.Fail, run.Who);
                return $"The backup {run.Backup} had been restored when the process ended.";
            }
        }

        var untouched = $"Restoring the backup {run.Backup} was interrupted before it was in place: the database is unchanged.";
        core.Journal.Finish(run.Id, SchemaRunState.Interrupted, untouched);
        return untouched;
    }
}
