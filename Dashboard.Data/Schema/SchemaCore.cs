using System.Data.Common;
using System.Text.Json;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What all parts of the schema engine share: one database file, its migrations, its record of runs and its lock.</summary>
internal sealed class SchemaCore(string databasePath, MigrationChain chain, SchemaEngineOptions options) : IDisposable
{
    private volatile bool _changing;

    /// <summary>The database file, absolute.</summary>
    public string DatabasePath { get; } = Path.GetFullPath(databasePath);

    /// <summary>The migrations of this build.</summary>
    public MigrationChain Chain => chain;

    /// <summary>What differs between the databases that engines work on.</summary>
    public SchemaEngineOptions Options => options;

    /// <summary>What the migrations make on an empty database.</summary>
    public SqliteReplay Replay { get; } = new(chain);

    /// <summary>Why work must not go on: a committed result is not sound and its backup could not be restored. Written under the lock.</summary>
    public string? Stuck { get; set; }

    /// <summary>Whether this process is in the middle of a run.</summary>
    public bool IsChanging
    {
        get => _changing;
        set => _changing = value;
    }

    /// <summary>The record of runs.</summary>
    public SchemaJournal Journal => Options.Journal ?? throw new InvalidOperationException("The engine was made without a journal.");

    /// <summary>The backups.</summary>
    public SchemaBackups Backups => Options.Backups ?? throw new InvalidOperationException("The engine was made without backups.");

    /// <summary>The lock that every schema change of the database holds from its first to its last act.</summary>
    public string LockPath => DatabasePath + ".schema.lock";

    /// <summary>The lock that a rehearsal holds while its copy exists.</summary>
    public string RehearsalLockPath => DatabasePath + ".rehearsal.lock";

    /// <summary>Acquires the lock of schema changes.</summary>
    /// <exception cref="SchemaException">Another process holds it for longer than the lock's patience.</exception>
    public Task<FileLock> LockAsync(string purpose, CancellationToken cancellation) => FileLock.TakeAsync(LockPath, purpose, Options.LockPatience, cancellation);

    /// <summary>Looks at the database without changing it, whatever it is.</summary>
    public SchemaInspection Inspect() => new SqliteInspector(DatabasePath, Chain, Replay, Options.ApplicationId).Inspect(
        (Options.Journal?.Migrations.All() ?? new Dictionary<string, SchemaMigration>()).Where(migration => migration.Value.Reverted is null)
            .ToDictionary(migration => migration.Key, migration => migration.Value, StringComparer.Ordinal),
        Options.Journal?.Acceptances() ?? []) with { Interrupted = Interrupted() };

    /// <summary>The database, open; null where there is none yet.</summary>
    public DbConnection? OpenExisting() =>
        File.Exists(DatabasePath) && new FileInfo(DatabasePath).Length > 0 ? SqliteFile.Open(DatabasePath) : null;

    /// <summary>The one place where a schema is changed: for a run, and on a rehearsal's copy.</summary>
    public IReadOnlyList<ExecutedStep> Execute(
        DbConnection connection,
        IReadOnlyList<SchemaStep> steps,
        IReadOnlyList<string> applied,
        Action<SchemaFacts> compare,
        IProgress<SchemaProgress>? progress,
        CancellationToken cancellation,
        Action<SchemaStep>? beforeStep = null)
    {
        SqliteFile.UseWriteAheadLog(connection);
        var executed = new SqliteExecutor(connection, Chain.CreateHistorySql, progress).Execute(
            steps,
            applied,
            beforeStep,
            () =>
            {
                SqliteCatalog.SetApplicationId(connection, Options.ApplicationId);
                compare(SqliteFacts.Read(connection));
            },
            cancellation);
        SqliteFile.TryCheckpoint(connection);
        return executed;
    }

    /// <exception cref="SchemaException">The schema is not what the plan leads to.</exception>
    public static void Compare(SchemaPlan plan, SchemaFacts actual) => Compare(plan.ExpectedFacts, plan.Accepted, actual);

    /// <exception cref="SchemaException">The schema has differences that nobody accepted.</exception>
    public static void Compare(SchemaFacts expected, IReadOnlyList<SchemaDifference> accepted, SchemaFacts actual)
    {
        if (expected.Differences(actual).Except(accepted).ToList() is { Count: > 0 } differences)
        {
            throw new SchemaException(
                $"The result would not be the schema that the migrations make: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; ..." : "")}. Everything was rolled back.");
        }
    }

    /// <summary>
    /// Finds out whether a transaction that ended in an error is in the database. SQLite may report a failed commit whose frames are complete in the
    /// write-ahead log, for example when a full disk does not let the log's index grow; the next process that recovers the log finds the commit.
    /// Once the log is checkpointed, every process gets the same answer.
    /// </summary>
    /// <exception cref="SchemaUndecidedException">The log cannot be checkpointed.</exception>
    public void DecideCommit(Exception error)
    {
        try
        {
            SqliteFile.WriteLogBack(DatabasePath);
        }
        catch (DbException again)
        {
            throw new SchemaUndecidedException(
                $"{error.Message} Whether the change is in the database is unknown until its write-ahead log is checkpointed, and that failed too: {again.Message} Free some disk space; work then continues by itself.", again);
        }
    }

    /// <summary>The record stays open, in maintenance mode, until recovery can tell from the database how the run ended.</summary>
    public SchemaRunResult Undecided(long runId, SchemaRunState state, SchemaUndecidedException undecided)
    {
        Stuck = undecided.Message;
        return new(runId, state, undecided.Message, null);
    }

    /// <summary>Stores with each migration that is applied now what reverts it.</summary>
    public void RecordApplied(
        long runId, IReadOnlyList<string> before, IReadOnlyList<string> after, string who, IReadOnlyList<ExecutedStep> executed)
    {
        Journal.Migrations.Record(
            after.Except(before, StringComparer.Ordinal).Select(id => new SchemaMigration
            {
                MigrationId = id,
                UpHash = Chain.Step(id, SchemaDirection.Up).Hash(),
                Down = DownStep(id) is { } down ? JsonSerializer.Serialize(down) : null,
                FactsHash = Replay.FactsAt(id).Hash(),
                FactsBefore = JsonSerializer.Serialize(Replay.FactsAt(Chain.Ids.TakeWhile(other => other != id).LastOrDefault())),
                AppVersion = SchemaJournal.AppVersion,
                Who = who,
                Applied = DateTime.UtcNow,
                DurationMs = (long)(executed.FirstOrDefault(step => step.Step.MigrationId == id)?.Duration.TotalMilliseconds ?? 0),
                RunId = runId,
            }).ToList(),
            before.Except(after, StringComparer.Ordinal));
    }

    /// <summary>What reverts a migration; null when it cannot be reverted.</summary>
    public SchemaStep? DownStep(string id)
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

    /// <summary>Records how a run ended that changed nothing. A record that cannot be written stays open, and recovery completes it from the database.</summary>
    public void TryFinish(long runId, SchemaRunState outcome, string? error = null)
    {
        try
        {
            Journal.Finish(runId, outcome, error);
        }
        catch (Exception full) when (SchemaErrors.IsStorage(full))
        {
            // The result of the run says it.
        }
    }

    /// <summary>Deletes a database file with what SQLite keeps beside it.</summary>
    public static void DeleteDatabase(string path)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
        {
            File.Delete(path + suffix);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Replay.Dispose();

    /// <summary>While the lock is held, an unfinished run is in progress, not interrupted.</summary>
    private List<string> Interrupted() => Options.Journal is not { } journal || FileLock.IsHeld(LockPath) ? [] : journal.Unfinished()
        .Where(run => run.Kind != SchemaRunKind.Rehearsal)
        .Select(run => FormattableString.Invariant($"Run {run.Id} to {MigrationName.OrNothing(run.ToMigration)}, of {run.Who}, was interrupted while {run.State}: the next start completes its record from the state of the database."))
        .ToList();
}
