using System.Globalization;
using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

public sealed partial class SchemaEngine
{
    private const int MostRestores = 3;

    /// <summary>
    /// Runs a plan: writers out, backup, every command in one transaction, verification inside and outside it, and the backup
    /// back in its place when the committed result is not sound. Each state is in the journal before its act.
    /// </summary>
    /// <param name="plan">Runs as it is, or not at all.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="acceptLoss">Whether the losses in the plan are agreed to.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the commit; ignored afterwards.</param>
    /// <exception cref="SchemaException">Refused before anything was done: a blocker, a loss nobody agreed to, or another run.</exception>
    public async Task<SchemaRunResult> RunAsync(
        SchemaPlan plan, SchemaActor actor, bool acceptLoss, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (plan.Blockers.FirstOrDefault() is { } blocker)
        {
            throw new SchemaException(blocker.Text);
        }

        if (plan.IsLossy && !acceptLoss)
        {
            throw new SchemaException($"Data would be gone, and nobody agreed: {string.Join(' ', plan.AllFindings.Where(f => f.Weight == FindingWeight.Loss).Select(f => f.Text))}");
        }

        if (plan.OutOfOrder && Journal.Rehearsed(plan.Hash) is not { State: SchemaRunState.Succeeded })
        {
            throw new SchemaException("A migration out of order is applied only after this very plan was rehearsed, within a day. Rehearse it first.");
        }

        using var held = await FileLock.TakeAsync(LockPath, "change the schema", _options.LockPatience, cancellation);
        Settle();
        return await RunLockedAsync(plan, actor, progress, cancellation);
    }

    private async Task<SchemaRunResult> RunLockedAsync(
        SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var runId = Journal.Begin(
            plan.Direction == SchemaDirection.Up ? SchemaRunKind.Upgrade : SchemaRunKind.Downgrade,
            actor, plan.From, plan.Target, plan.Hash, plan.Steps.Sum(step => step.Step.Commands.Count));
        var watch = new RunProgress(Journal, runId, progress);
        try
        {
            await DrainAsync(runId, $"The database is being taken to {Name(plan.Target)}.", watch, cancellation);
            return await Task.Run(() => Run(runId, plan, actor, watch, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            End(runId, SchemaRunState.Cancelled);
            return new(runId, SchemaRunState.Cancelled, "The run was cancelled before its commit. Nothing was changed.", null);
        }
        catch (SchemaUndecidedException undecided)
        {
            return Undecided(runId, SchemaRunState.Committing, undecided);
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

    /// <summary>The record stays open and work waits, until the run can be settled by what the database says.</summary>
    private SchemaRunResult Undecided(long runId, SchemaRunState state, SchemaUndecidedException undecided)
    {
        _stuck = undecided.Message;
        return new(runId, state, undecided.Message, null);
    }

    private SchemaRunResult Run(long runId, SchemaPlan plan, SchemaActor actor, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Locked, "Compare the plan with the database as it is now");
        using (var connection = OpenExisting() ?? SqliteFile.OpenMemory())
        {
            if (PlanTo(connection, plan.Target, plan.OutOfOrder).Hash != plan.Hash)
            {
                throw new SchemaException("The database or the build is not what it was when the plan was made. Nothing was changed; make a new plan.");
            }
        }

        var backup = Backup(runId, $"Before going from {Name(plan.From)} to {Name(plan.Target)}", watch);
        cancellation.ThrowIfCancellationRequested();
        var executed = Apply(plan, watch, cancellation);
        var verified = Verified(plan, backup);
        try
        {
            watch.Enter(SchemaRunState.Checking, "Check the committed database through a new connection");
            if (Problem(plan.AppliedAfter, plan.ExpectedFacts, plan.Accepted) is { } problem)
            {
                return Undo(runId, problem, backup, watch);
            }

            verified.ForEach(watch.Note);
            Journal.AddSteps(runId, executed);
            Complete(runId, plan, actor, executed, watch);
            Prune(plan.Target, watch);
        }
        catch (Exception error) when (error is SqliteException or IOException or DbUpdateException)
        {
            // The commit stands, whatever the record can be told: it stays open, and is settled by what the database says.
            return new(
                runId, SchemaRunState.Succeeded, $"The database is at {Name(plan.Target)}. Its record could not be written and is completed as soon as it can be: {error.Message}", backup?.Name);
        }

        return new(
            runId,
            SchemaRunState.Succeeded,
            $"The database is at {Name(plan.Target)}.{(plan.Direction == SchemaDirection.Down ? " It is held there, at restarts too, until somebody upgrades or releases the hold." : "")}",
            backup?.Name)
        {
            Verified = verified,
        };
    }

    private IReadOnlyList<ExecutedStep> Apply(SchemaPlan plan, RunProgress watch, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        try
        {
            using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate);
            return Execute(
                connection, plan.Steps.Select(step => step.Step).ToList(), plan.Applied, facts => Compare(plan, facts), watch, cancellation);
        }
        catch (SqliteException error) when (plan.Steps.Count > 0 && !IsKeptOut(error))
        {
            Decide(error);
            using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            if (!SqliteCatalog.Applied(connection).SequenceEqual(plan.AppliedAfter, StringComparer.Ordinal))
            {
                throw;
            }

            // Only what comes after the commit failed.
            watch.Note($"After the commit: {error.Message}");
            return [];
        }
    }

    /// <summary>Whether another writer was in the way from the first: nothing was begun.</summary>
    private static bool IsKeptOut(SqliteException error) => error.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED;

    /// <summary>
    /// Settles whether a transaction that ended in an error is in the database. SQLite may give a commit up whose frames are whole in the log, as
    /// where a full disk does not let the log's index grow; whoever recovers the log next finds the commit. With the log written back there is
    /// one answer for everybody.
    /// </summary>
    /// <exception cref="SchemaUndecidedException">The disk does not let the log be written back.</exception>
    private void Decide(Exception error)
    {
        try
        {
            SqliteFile.WriteLogBack(DatabasePath);
        }
        catch (SqliteException again)
        {
            throw new SchemaUndecidedException(
                $"{error.Message} Whether the change is in the database cannot be told before its log is written back, and that failed too: {again.Message} Free the disk: work goes on by itself then.", again);
        }
    }

    private BackupManifest? Backup(long runId, string reason, RunProgress watch)
    {
        if (OpenExisting() is not { } connection)
        {
            return null;
        }

        connection.Dispose();
        watch.Enter(SchemaRunState.BackingUp, "Make and verify a backup");
        var backup = Backups.Create(reason, SchemaJournal.AppVersion);
        Journal.SetBackup(runId, backup.Name);
        watch.Note($"Backup {backup.Name}, {backup.Bytes} bytes, verified");
        return backup;
    }

    private SchemaRunResult Undo(long runId, string problem, BackupManifest? backup, RunProgress watch)
    {
        if (backup is null)
        {
            throw new SchemaException($"{problem} There was no database before, so no backup to put back: delete {DatabasePath} and start again.");
        }

        try
        {
            watch.Note(problem);
            Journal.CountRestore(runId);
            PutBack(backup, watch);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException or DbUpdateException)
        {
            // The record stays open: the next start tries again.
            _stuck = $"{problem} The backup {backup.Name} could not be put back: {error.Message} Free the disk or stop other programs and restart, or run: schema restore {backup.Name}";
            return new(runId, SchemaRunState.Failed, _stuck, backup.Name);
        }

        var message = $"{problem} The backup {backup.Name} was put back: the database is as it was before the run.";
        End(runId, SchemaRunState.Restored, message);
        return new(runId, SchemaRunState.Restored, message, backup.Name);
    }

    /// <summary>Everything that follows a good commit. Runs again after a kill: each part may be done twice.</summary>
    private void Complete(long runId, SchemaPlan plan, SchemaActor actor, IReadOnlyList<ExecutedStep> executed, RunProgress watch)
    {
        watch.Enter(SchemaRunState.Reopening, "Keep the way back and let work go on");
        Remember(runId, plan.Applied, plan.AppliedAfter, actor.Who, executed);
        if (plan.Direction == SchemaDirection.Down)
        {
            Journal.SetHold(runId, plan.Target, actor);
        }
        else if (plan.AppliedAfter.SequenceEqual(Chain.Ids, StringComparer.Ordinal))
        {
            Journal.ReleaseHold();
        }

        Journal.Progress(runId, plan.Steps.Sum(step => step.Step.Commands.Count));
        Journal.Finish(runId, SchemaRunState.Succeeded);
    }

    /// <summary>Stores with each migration that is applied now what takes it back.</summary>
    private void Remember(
        long runId, IReadOnlyList<string> before, IReadOnlyList<string> after, string who, IReadOnlyList<ExecutedStep> executed)
    {
        Journal.Migrations.Record(
            after.Except(before, StringComparer.Ordinal).Select(id => new SchemaMigration
            {
                MigrationId = id,
                UpHash = Chain.Step(id, SchemaDirection.Up).Hash(),
                Down = WayBack(id) is { } down ? JsonSerializer.Serialize(down) : null,
                FactsHash = FactsHash(id),
                FactsBefore = JsonSerializer.Serialize(_replay.FactsAt(Chain.Ids.TakeWhile(other => other != id).LastOrDefault())),
                AppVersion = SchemaJournal.AppVersion,
                Who = who,
                Applied = DateTime.UtcNow,
                DurationMs = (long)(executed.FirstOrDefault(step => step.Step.MigrationId == id)?.Duration.TotalMilliseconds ?? 0),
                RunId = runId,
            }).ToList(),
            before.Except(after, StringComparer.Ordinal));
    }

    private string FactsHash(string id) => _replay.FactsAt(id).Hash();

    private SchemaStep? WayBack(string id)
    {
        try
        {
            return Chain.Step(id, SchemaDirection.Down);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private void Prune(string? current, RunProgress watch)
    {
        foreach (var expired in Backups.Expired(_options.Retention, current))
        {
            Backups.Delete(expired);
            watch.Note($"The backup {expired.Name} was deleted: it is old, and newer ones lead to the same schema");
        }
    }

    /// <summary>Writes how a run ended that changed nothing. What cannot be written stays open, and is settled by what the database says.</summary>
    private void End(long runId, SchemaRunState outcome, string? error = null)
    {
        try
        {
            Journal.Finish(runId, outcome, error);
        }
        catch (Exception full) when (full is SqliteException or IOException or DbUpdateException)
        {
            // The result of the run says it.
        }
    }

    private static string Name(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
