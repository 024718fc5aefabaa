using System.Data.Common;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>Takes the database to the target of a plan.</summary>
internal sealed class SchemaRunner(
    SchemaCore core, SchemaPlanner planner, SchemaVerifier verifier, SchemaMaintenanceMode maintenance, DatabaseReplacer replacer, SchemaRecovery recovery)
{
    /// <inheritdoc cref="SchemaEngine.RunAsync"/>
    public async Task<SchemaRunResult> RunAsync(
        SchemaPlan plan, SchemaActor actor, bool acceptLoss, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (plan.Blockers.FirstOrDefault() is { } blocker)
        {
            throw new SchemaException(blocker.Text);
        }

        if (plan.IsLossy && !acceptLoss)
        {
            throw new SchemaException($"Data would be lost, and the loss was not accepted: {string.Join(' ', plan.AllFindings.Where(f => f.Weight == FindingWeight.Loss).Select(f => f.Text))}");
        }

        if (plan.OutOfOrder && core.Journal.Rehearsed(plan.Hash) is not { State: SchemaRunState.Succeeded })
        {
            throw new SchemaException("A migration out of order is applied only after this very plan was rehearsed, within a day. Rehearse it first.");
        }

        using var held = await core.LockAsync("change the schema", cancellation);
        recovery.Recover();
        return await RunLockedAsync(plan, actor, progress, cancellation);
    }

    /// <summary>Runs a plan for a caller that holds the lock and has recovered what was interrupted.</summary>
    public async Task<SchemaRunResult> RunLockedAsync(
        SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var runId = core.Journal.Begin(
            plan.Direction == SchemaDirection.Up ? SchemaRunKind.Upgrade : SchemaRunKind.Downgrade,
            actor, plan.From, plan.Target, plan.Hash, plan.Steps.Sum(step => step.Step.Commands.Count));
        var watch = new RunProgress(core.Journal, runId, progress);
        try
        {
            await maintenance.EnterAsync(runId, $"The database is being taken to {MigrationName.OrNothing(plan.Target)}.", watch, cancellation);
            return await Task.Run(() => Run(runId, plan, actor, watch, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            core.TryFinish(runId, SchemaRunState.Cancelled);
            return new(runId, SchemaRunState.Cancelled, "The run was cancelled before its commit. Nothing was changed.", null);
        }
        catch (SchemaUndecidedException undecided)
        {
            return core.Undecided(runId, SchemaRunState.Committing, undecided);
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

    private SchemaRunResult Run(long runId, SchemaPlan plan, SchemaActor actor, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Locked, "Compare the plan with the database as it is now");
        using (var connection = core.OpenExisting() ?? SqliteFile.OpenMemory())
        {
            if (planner.PlanTo(connection, plan.Target, plan.OutOfOrder).Hash != plan.Hash)
            {
                throw new SchemaException("The database or the build is not what it was when the plan was made. Nothing was changed; make a new plan.");
            }
        }

        var backup = Backup(runId, $"Before going from {MigrationName.OrNothing(plan.From)} to {MigrationName.OrNothing(plan.Target)}", watch);
        cancellation.ThrowIfCancellationRequested();
        var executed = Apply(plan, watch, cancellation);
        var verified = verifier.Verified(plan, backup);
        try
        {
            watch.Enter(SchemaRunState.Checking, "Check the committed database through a new connection");
            if (verifier.Problem(plan.AppliedAfter, plan.ExpectedFacts, plan.Accepted) is { } problem)
            {
                return RestoreBackup(runId, problem, backup, watch);
            }

            verified.ForEach(watch.Note);
            core.Journal.AddSteps(runId, executed);
            Complete(runId, plan, actor, executed, watch);
            DeleteExpiredBackups(plan.Target, watch);
        }
        catch (Exception error) when (SchemaErrors.IsStorage(error))
        {
            // The commit stands even if its record cannot be written: the record stays open until recovery completes it from the database.
            return new(
                runId, SchemaRunState.Succeeded, $"The database is at {MigrationName.OrNothing(plan.Target)}. Its record could not be written and is completed as soon as it can be: {error.Message}", backup?.Name);
        }

        return new(
            runId,
            SchemaRunState.Succeeded,
            $"The database is at {MigrationName.OrNothing(plan.Target)}.{(plan.Direction == SchemaDirection.Down ? " It is held there, at restarts too, until somebody upgrades or releases the hold." : "")}",
            backup?.Name)
        {
            Verified = verified,
        };
    }

    private IReadOnlyList<ExecutedStep> Apply(SchemaPlan plan, RunProgress watch, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(core.DatabasePath)!);
        try
        {
            using var connection = SqliteFile.OpenOrCreate(core.DatabasePath);
            return core.Execute(
                connection, plan.Steps.Select(step => step.Step).ToList(), plan.Applied, facts => SchemaCore.Compare(plan, facts), watch, cancellation);
        }
        catch (DbException error) when (plan.Steps.Count > 0 && !DatabaseError.IsBusy(error))
        {
            core.DecideCommit(error);
            using var connection = SqliteFile.Open(core.DatabasePath);
            if (!SqliteCatalog.Applied(connection).SequenceEqual(plan.AppliedAfter, StringComparer.Ordinal))
            {
                throw;
            }

            // Only what comes after the commit failed.
            watch.Note($"After the commit: {error.Message}");
            return [];
        }
    }

    private BackupManifest? Backup(long runId, string reason, RunProgress watch)
    {
        if (core.OpenExisting() is not { } connection)
        {
            return null;
        }

        connection.Dispose();
        watch.Enter(SchemaRunState.BackingUp, "Make and verify a backup");
        var backup = core.Backups.Create(reason, SchemaJournal.AppVersion);
        core.Journal.SetBackup(runId, backup.Name);
        watch.Note($"Backup {backup.Name}, {backup.Bytes} bytes, verified");
        return backup;
    }

    private SchemaRunResult RestoreBackup(long runId, string problem, BackupManifest? backup, RunProgress watch)
    {
        if (backup is null)
        {
            throw new SchemaException($"{problem} There was no database before, so no backup to restore: delete {core.DatabasePath} and start again.");
        }

        try
        {
            watch.Note(problem);
            core.Journal.CountRestore(runId);
            replacer.Replace(backup, watch);
        }
        catch (Exception error) when (SchemaErrors.IsExpected(error))
        {
            // The record stays open: the next start tries again.
            core.Stuck = $"{problem} The backup {backup.Name} could not be restored: {error.Message} Free some disk space or stop other programs and restart, or run: schema restore {backup.Name}";
            return new(runId, SchemaRunState.Failed, core.Stuck, backup.Name);
        }

        var message = $"{problem} The backup {backup.Name} was restored: the database is as it was before the run.";
        core.TryFinish(runId, SchemaRunState.Restored, message);
        return new(runId, SchemaRunState.Restored, message, backup.Name);
    }

    /// <summary>Everything that follows a good commit. Runs again after a kill: each part may be done twice.</summary>
    private void Complete(long runId, SchemaPlan plan, SchemaActor actor, IReadOnlyList<ExecutedStep> executed, RunProgress watch)
    {
        watch.Enter(SchemaRunState.Reopening, "Store how to revert the migrations, and end maintenance mode");
        core.RecordApplied(runId, plan.Applied, plan.AppliedAfter, actor.Who, executed);
        if (plan.Direction == SchemaDirection.Down)
        {
            core.Journal.SetHold(runId, plan.Target, actor);
        }
        else if (plan.AppliedAfter.SequenceEqual(core.Chain.Ids, StringComparer.Ordinal))
        {
            core.Journal.ReleaseHold();
        }

        core.Journal.Progress(runId, plan.Steps.Sum(step => step.Step.Commands.Count));
        core.Journal.Finish(runId, SchemaRunState.Succeeded);
    }

    private void DeleteExpiredBackups(string? current, RunProgress watch)
    {
        foreach (var expired in core.Backups.Expired(core.Options.Retention, current))
        {
            core.Backups.Delete(expired);
            watch.Note($"The backup {expired.Name} was deleted: it is old, and newer ones lead to the same schema");
        }
    }
}
