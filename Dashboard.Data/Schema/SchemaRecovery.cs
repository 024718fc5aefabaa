using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema;

public sealed partial class SchemaEngine
{
    /// <summary>Settles runs whose process ended within them. What happened is decided by the database, never by the journal.</summary>
    /// <returns>What was found and done, a sentence a run.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(CancellationToken cancellation = default)
    {
        using var held = await FileLock.TakeAsync(LockPath, "settle an interrupted schema run", _options.LockPatience, cancellation);
        return await Task.Run(Settle, cancellation);
    }

    /// <summary>Under the lock: whoever left a run without an end is gone.</summary>
    private List<string> Settle()
    {
        Backups.DeletePartial();
        var settled = new List<string>();
        using var rehearsing = FileLock.TryTake(RehearsalLockPath, "clear interrupted rehearsals");
        if (rehearsing is not null && Path.GetDirectoryName(DatabasePath) is { } directory && Directory.Exists(directory))
        {
            foreach (var copy in Directory.EnumerateFiles(directory, RehearsalPrefix + "*"))
            {
                File.Delete(copy);
            }
        }

        var unfinished = Journal.Unfinished();
        foreach (var rehearsal in unfinished.Where(run => run.Kind == SchemaRunKind.Rehearsal && rehearsing is not null))
        {
            Journal.Finish(rehearsal.Id, SchemaRunState.Interrupted, "The process ended within the rehearsal.");
        }

        // The newest first: a backup that somebody chose since ends what could not be put back before.
        var runs = unfinished.Where(run => run.Kind != SchemaRunKind.Rehearsal).OrderByDescending(run => run.Id).ToList();
        _stuck = runs.Count > 0 ? null : _stuck;
        foreach (var run in runs.Where(run => Journal.Find(run.Id) is { Finished: null }))
        {
            settled.Add(TrySettle(run));
        }

        if (_stuck is null)
        {
            Journal.LeaveMaintenance();
        }

        return settled;
    }

    private string TrySettle(SchemaRun run)
    {
        try
        {
            if (run.State >= SchemaRunState.Applying && OpenExisting() is { } connection)
            {
                connection.Dispose();
                SqliteFile.WriteLogBack(DatabasePath);
            }
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_BUSY)
        {
            _stuck = $"How run {run.Id} ended cannot be told before the log of {DatabasePath} is written back, and that failed: {error.Message} Free the disk: work goes on by itself then.";
            return _stuck;
        }

        return run.Kind == SchemaRunKind.Restore ? SettleRestore(run) : Settle(run);
    }

    private string Settle(SchemaRun run)
    {
        var watch = new RunProgress(Journal, run.Id, null);
        var inspection = Inspect();
        var last = inspection.Applied.Count == 0 ? null : inspection.Applied[^1];
        if (run.State == SchemaRunState.Restoring)
        {
            return RestoreAgain(run, "The process ended while the backup was being put back.", watch);
        }

        if (last != run.ToMigration || run.State < SchemaRunState.Applying || (run.ToMigration == run.FromMigration && inspection.Late.Count > 0))
        {
            var rolledBack = $"Run {run.Id} was interrupted and left nothing behind: the database is at {Name(last)}.";
            Journal.Finish(run.Id, SchemaRunState.Interrupted, rolledBack);
            return rolledBack;
        }

        if (inspection.Condition is SchemaCondition.Drifted or SchemaCondition.HalfFinished
            || Problem(inspection.Applied, ExpectedAt(last), inspection.Drift.Where(difference => inspection.Accepted.Any(a => a.Name == difference.Name)).ToList()) is not null)
        {
            return RestoreAgain(run, "The process ended after the commit, and the result is not sound.", watch);
        }

        watch.Enter(SchemaRunState.Reopening, "The process ended after the commit; the result was checked");
        var before = run.Kind == SchemaRunKind.Upgrade
            ? inspection.Applied.Where(id => run.FromMigration is not null && string.CompareOrdinal(id, run.FromMigration) <= 0).ToList()
            : [.. inspection.Applied, .. Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).Except(inspection.Applied, StringComparer.Ordinal)];
        Remember(run.Id, before, inspection.Applied, run.Who, []);
        if (run.Kind == SchemaRunKind.Downgrade)
        {
            Journal.SetHold(run.Id, run.ToMigration, new(run.Who, run.Reason));
        }

        Journal.Finish(run.Id, SchemaRunState.Succeeded);
        return $"Run {run.Id} had been committed when its process ended; the database is at {Name(last)} and sound.";
    }

    private SchemaFacts ExpectedAt(string? migrationId)
    {
        if (migrationId is null || Chain.Ids.Contains(migrationId, StringComparer.Ordinal))
        {
            return _replay.FactsAt(migrationId);
        }

        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        return SqliteFacts.Read(connection);
    }

    /// <summary>A restore is one write transaction: killed within it, the old content is there and it may be done again.</summary>
    private string RestoreAgain(SchemaRun run, string reason, RunProgress watch)
    {
        if (run.Backup is null || Journal.CountRestore(run.Id) > MostRestores)
        {
            // The record stays open, and keeps everybody out at each start, until another backup is in place.
            _stuck = $"{reason} Putting the backup {run.Backup ?? "(none was made)"} back did not work {MostRestores} times. Choose another on the schema page, or with: schema restore";
            return _stuck;
        }

        try
        {
            PutBack(Backups.Find(run.Backup), watch);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException)
        {
            _stuck = $"{reason} The backup {run.Backup} could not be put back: {error.Message}";
            return _stuck;
        }

        var message = $"{reason} The backup {run.Backup} was put back.";
        Journal.Finish(run.Id, SchemaRunState.Restored, message);
        return message;
    }

    private string SettleRestore(SchemaRun run)
    {
        var copy = Backups.List().FirstOrDefault(backup => backup.Name == run.Backup) is { } backup ? Backups.DatabaseOf(backup) : null;
        if (copy is not null && run.State is >= SchemaRunState.Restoring && File.Exists(DatabasePath))
        {
            if (IsInPlace(copy))
            {
                CompleteRestore(run.Id, run.Backup!, run.Work ?? RestoredWork.Fail, run.Who);
                return $"The backup {run.Backup} had been put back when the process ended.";
            }
        }

        var untouched = $"Putting the backup {run.Backup} back was interrupted before it was in place: the database is as it was.";
        Journal.Finish(run.Id, SchemaRunState.Interrupted, untouched);
        return untouched;
    }
}
