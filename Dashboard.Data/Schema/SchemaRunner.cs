using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>How a run ended.</summary>
/// <param name="RunId">Its place in the journal.</param>
/// <param name="Outcome">One of the last states.</param>
/// <param name="Message">A sentence for people, with what to do next.</param>
/// <param name="Backup">The backup made before; null when there was nothing to back up.</param>
/// <param name="Steps">What was done; empty when it was undone.</param>
public sealed record SchemaRunResult(long RunId, SchemaRunState Outcome, string Message, string? Backup, IReadOnlyList<ExecutedStep> Steps);

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
            Journal.Finish(runId, SchemaRunState.Cancelled);
            return new(runId, SchemaRunState.Cancelled, "The run was cancelled before its commit. Nothing was changed.", null, []);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException or DbUpdateException)
        {
            Journal.Finish(runId, SchemaRunState.Failed, error.Message);
            return new(runId, SchemaRunState.Failed, error.Message, null, []);
        }
        finally
        {
            await ReopenAsync();
        }
    }

    private SchemaRunResult Run(long runId, SchemaPlan plan, SchemaActor actor, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Locked, "Compare the plan with the database as it is now");
        using (var connection = OpenExisting() ?? SqliteFile.OpenMemory())
        {
            if (PlanTo(connection, plan.Target).Hash != plan.Hash)
            {
                throw new SchemaException("The database or the build is not what it was when the plan was made. Nothing was changed; make a new plan.");
            }
        }

        var backup = Backup(runId, $"Before going from {Name(plan.From)} to {Name(plan.Target)}", watch);
        cancellation.ThrowIfCancellationRequested();
        var executed = Apply(plan, watch, cancellation);
        watch.Enter(SchemaRunState.Checking, "Check the committed database through a new connection");
        if (Problem(plan.AppliedAfter, plan.ExpectedFacts) is { } problem)
        {
            return Undo(runId, problem, backup, watch);
        }

        try
        {
            Journal.AddSteps(runId, executed);
            Complete(runId, plan, actor, executed, watch);
            Prune(plan.Target, watch);
        }
        catch (Exception error) when (error is SqliteException or IOException or DbUpdateException)
        {
            // The commit stands and was checked: the record stays open, and the next start completes it.
            return new(
                runId, SchemaRunState.Succeeded, $"The database is at {Name(plan.Target)}. Its record is completed at the next start: {error.Message}", backup?.Name, executed);
        }

        return new(runId, SchemaRunState.Succeeded, $"The database is at {Name(plan.Target)}.", backup?.Name, executed);
    }

    private IReadOnlyList<ExecutedStep> Apply(SchemaPlan plan, RunProgress watch, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate);
        try
        {
            return Execute(
                connection, plan.Steps.Select(step => step.Step).ToList(), plan.Applied, plan.ExpectedFacts, watch, cancellation);
        }
        catch (SqliteException error) when (SqliteCatalog.Applied(connection).SequenceEqual(plan.AppliedAfter, StringComparer.Ordinal) && plan.Steps.Count > 0)
        {
            // The commit is in the log and only what comes after it failed, such as writing the log back on a full disk.
            watch.Note($"After the commit: {error.Message}");
            return [];
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

    /// <summary>What is wrong with the committed database; null when all is well.</summary>
    private string? Problem(IReadOnlyList<string> applied, SchemaFacts expected)
    {
        try
        {
            using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            if (SqliteCopy.Problem(connection) is { } damage)
            {
                return $"The database is damaged: {damage}";
            }

            if (!SqliteCatalog.Applied(connection).SequenceEqual(applied, StringComparer.Ordinal))
            {
                return "The database has other migrations than it should.";
            }

            if (expected.Differences(SqliteFacts.Read(connection)) is { Count: > 0 } differences)
            {
                return $"The schema is not what it should be: {differences[0]}.";
            }
        }
        catch (SqliteException error)
        {
            return $"The database cannot be read: {error.Message}";
        }

        return Chain.LeadsToModel && applied.SequenceEqual(Chain.Ids, StringComparer.Ordinal) ? ModelProblem() ?? _options.SmokeTest?.Invoke(SqliteFile.ConnectionString(DatabasePath, SqliteOpenMode.ReadWrite)) : null;
    }

    /// <summary>Reads every table as the model sees it.</summary>
    private string? ModelProblem()
    {
        using var context = Chain.CreateContext(SqliteFile.ConnectionString(DatabasePath, SqliteOpenMode.ReadWrite));
        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
            try
            {
                connection.Query(
                    $"SELECT {string.Join(", ", table.Columns.Select(column => SqliteFile.Quote(column.Name)))} FROM {SqliteFile.Quote(table.Name)} LIMIT 1", _ => 0);
            }
            catch (SqliteException error)
            {
                return $"The code cannot read {table.Name}: {error.Message}";
            }
        }

        return null;
    }

    private SchemaRunResult Undo(long runId, string problem, BackupManifest? backup, RunProgress watch)
    {
        watch.Note(problem);
        if (backup is null)
        {
            throw new SchemaException($"{problem} There was no database before, so no backup to put back: delete {DatabasePath} and start again.");
        }

        Journal.CountRestore(runId);
        try
        {
            PutBack(backup, watch);
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException)
        {
            // The record stays open: the next start tries again.
            _stuck = $"{problem} The backup {backup.Name} could not be put back: {error.Message} Free the disk or stop other programs and restart, or run: schema restore {backup.Name}";
            return new(runId, SchemaRunState.Failed, _stuck, backup.Name, []);
        }

        var message = $"{problem} The backup {backup.Name} was put back: the database is as it was before the run.";
        Journal.Finish(runId, SchemaRunState.Restored, message);
        return new(runId, SchemaRunState.Restored, message, backup.Name, []);
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

        SqliteCopy.PutBack(copy, DatabasePath, _options.DrainPatience);
        using var check = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        if (!IsInPlace(copy) || SqliteCopy.Problem(check) is not null)
        {
            throw new SchemaException(
                $"The backup {backup.Name} is not in place. Stop the server and run: schema restore {backup.Name}. The backup's database is {copy}.");
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
        Journal.Record(
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

    private async Task DrainAsync(long runId, string reason, RunProgress watch, CancellationToken cancellation)
    {
        watch.Enter(SchemaRunState.Draining, "Refuse writers and wait for jobs");
        Journal.EnterMaintenance(runId, reason);
        await _options.Gate.CloseAsync(reason, cancellation);
        if ((await _options.Gate.WaitForWorkAsync(_options.DrainPatience, cancellation)).Count == 0)
        {
            return;
        }

        await _options.Gate.CancelWorkAsync(cancellation);
        if (await _options.Gate.WaitForWorkAsync(_options.DrainPatience, cancellation) is { Count: > 0 } stubborn)
        {
            throw new SchemaException($"{string.Join(", ", stubborn)} did not end. Nothing was changed; end it and try again.");
        }
    }

    private void Prune(string? current, RunProgress watch)
    {
        foreach (var expired in Backups.Expired(_options.KeepBackups, _options.KeepBackupsFor, current))
        {
            Backups.Delete(expired);
            watch.Note($"The backup {expired.Name} was deleted: it is old, and newer ones lead to the same schema");
        }
    }

    private async Task ReopenAsync()
    {
        if (_stuck is not null)
        {
            await _options.Gate.CloseAsync(_stuck, CancellationToken.None);
            return;
        }

        Journal.LeaveMaintenance();
        var inspection = Inspect();
        if (inspection.Fits)
        {
            await _options.Gate.OpenAsync();
        }
        else
        {
            // The running code does not fit the schema any more: only the schema page may go on.
            await _options.Gate.CloseAsync(inspection.Sentence, CancellationToken.None);
        }
    }

    private static string Name(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);

    /// <summary>Writes the states of a run into the journal before anybody hears of them.</summary>
    private sealed class RunProgress(SchemaJournal journal, long runId, IProgress<SchemaProgress>? next) : IProgress<SchemaProgress>
    {
        private SchemaRunState _state = SchemaRunState.Planned;
        private long _saved;

        public void Enter(SchemaRunState state, string text) => Report(new(state, null, 0, 0, text));

        public void Note(string text) => journal.Log(runId, text);

        public void Report(SchemaProgress value)
        {
            if (value.State != _state)
            {
                _state = value.State;
                journal.Enter(runId, value.State, value.Text);
            }
            else if (Environment.TickCount64 - _saved > 250)
            {
                // The row is for whoever looks later; a watcher hears every command.
                _saved = Environment.TickCount64;
                journal.Progress(runId, value.Done);
            }

            next?.Report(value);
        }
    }
}
