using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What <see cref="SchemaEngine.UpgradeAsync"/> did.</summary>
/// <param name="Created">Whether the database did not exist before.</param>
/// <param name="Steps">What was applied; empty when there was nothing to do.</param>
public sealed record SchemaUpgrade(bool Created, IReadOnlyList<ExecutedStep> Steps);

/// <summary>
/// Takes one SQLite database up and down along the migrations of one context: looks, plans, rehearses, runs, restores.
/// EF Core's own migrator is used nowhere: it cuts a table rebuild into three transactions and cannot be resumed.
/// </summary>
public sealed partial class SchemaEngine : IDisposable
{
    private readonly SchemaEngineOptions _options;
    private readonly SqliteReplay _replay;

    /// <summary>Why work must not go on: a committed result is not sound and its backup could not be put back.</summary>
    private string? _stuck;

    private volatile bool _changing;

    private SchemaEngine(string databasePath, MigrationChain chain, SchemaEngineOptions options)
    {
        DatabasePath = Path.GetFullPath(databasePath);
        Chain = chain;
        _options = options;
        _replay = new SqliteReplay(chain);
    }

    /// <summary>The database file.</summary>
    public string DatabasePath { get; }

    /// <summary>The migrations of this build.</summary>
    public MigrationChain Chain { get; }

    /// <summary>Whether this process is in the middle of a run, and opens and closes the database by itself.</summary>
    public bool IsChanging
    {
        get => _changing;
        private set => _changing = value;
    }

    /// <summary>The record of runs.</summary>
    public SchemaJournal Journal => _options.Journal ?? throw new InvalidOperationException("The engine was made without a journal.");

    /// <summary>The backups.</summary>
    public SchemaBackups Backups => _options.Backups ?? throw new InvalidOperationException("The engine was made without backups.");

    /// <summary>The lock that every schema change of the database holds from its first to its last act.</summary>
    public string LockPath => DatabasePath + ".schema.lock";

    /// <summary>An engine for a context with a constructor that takes its options.</summary>
    public static SchemaEngine For<TContext>(string databasePath, SchemaEngineOptions? options = null)
        where TContext : DbContext => new(databasePath, MigrationChain.Of<TContext>(), options ?? new());

    /// <summary>An engine for any chain.</summary>
    public static SchemaEngine For(string databasePath, MigrationChain chain, SchemaEngineOptions? options = null) =>
        new(databasePath, chain, options ?? new());

    /// <summary>
    /// Creates the database or applies what is pending, in one transaction and without ceremony: no maintenance and no
    /// backup. For databases that only go up by themselves, for new ones, and for tests. Two processes may call it at
    /// once: one migrates, the other waits and finds nothing to do.
    /// </summary>
    /// <param name="target">The last migration to apply; null for all.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the commit.</param>
    /// <exception cref="SchemaException">The database is newer than the build, a migration is late, or a step failed. Nothing was changed.</exception>
    public async Task<SchemaUpgrade> UpgradeAsync(
        string? target = null, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await FileLock.TakeAsync(LockPath, "change the schema", _options.LockPatience, cancellation);
        return await Task.Run(() => Upgrade(target, progress, cancellation), cancellation);
    }

    /// <summary>Looks at the database without changing it, whatever it is.</summary>
    public SchemaInspection Inspect() => new SqliteInspector(DatabasePath, Chain, _replay, _options.ApplicationId).Inspect(
        (_options.Journal?.Migrations.All() ?? new Dictionary<string, SchemaMigration>()).Where(migration => migration.Value.Reverted is null)
            .ToDictionary(migration => migration.Key, migration => migration.Value, StringComparer.Ordinal),
        _options.Journal?.Acceptances() ?? []) with { Interrupted = Interrupted() };

    /// <summary>While somebody holds the lock, its run is no run without an end but one that goes on.</summary>
    private List<string> Interrupted() => _options.Journal is not { } journal || FileLock.IsHeld(LockPath) ? [] : journal.Unfinished()
        .Where(run => run.Kind != SchemaRunKind.Rehearsal)
        .Select(run => FormattableString.Invariant($"Run {run.Id} to {Name(run.ToMigration)}, of {run.Who}, was interrupted while {run.State}: the next start settles it by what the database says."))
        .ToList();

    /// <summary>Whether the database has just the migrations of this build. Cheap, for those who ask often.</summary>
    public bool HasItsMigrations()
    {
        using var connection = OpenExisting();
        return connection is not null && SqliteCatalog.Applied(connection).SequenceEqual(Chain.Ids, StringComparer.Ordinal);
    }

    /// <summary>
    /// Lives with these differences between the schema and its migrations from now on, and with no others: work goes on in spite of them,
    /// and plans that do not write their tables anew may run.
    /// </summary>
    /// <param name="seen">As they were shown; empty to take every acceptance back.</param>
    /// <param name="actor">Who has seen them.</param>
    /// <param name="cancellation">While another run is waited for.</param>
    /// <exception cref="SchemaException">The schema differs in other ways by now.</exception>
    public async Task AcceptAsync(IReadOnlyList<SchemaDifference> seen, SchemaActor actor, CancellationToken cancellation)
    {
        using var held = await FileLock.TakeAsync(LockPath, "accept a difference", _options.LockPatience, cancellation);
        if (seen.Count > 0 && !Inspect().Drift.ToHashSet().SetEquals(seen))
        {
            throw new SchemaException("The schema differs from its migrations in other ways than those that were shown. Look again.");
        }

        Journal.Accept(seen, actor);
        Journal.Audit(actor, seen.Count > 0 ? "schema.drift_accepted" : "schema.drift_acceptance_withdrawn", ("differences", seen.Select(difference => difference.ToString())));
        await OpenIfFitsAsync();
    }

    /// <summary>Reads the whole database and says what is wrong: damage, drift, broken references, views and triggers.</summary>
    /// <returns>A sentence each; empty when all is well.</returns>
    public IReadOnlyList<string> Verify()
    {
        var inspection = Inspect();
        if (inspection.Condition is SchemaCondition.Missing or SchemaCondition.Unreadable or SchemaCondition.Foreign)
        {
            return [inspection.Sentence];
        }

        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        return
        [
            .. connection.Query("PRAGMA integrity_check", row => row.GetString(0)).Where(line => line != "ok"),
            .. inspection.Drift.Select(difference => $"Drift: {difference}."),
            .. inspection.Broken,
            .. SqliteCatalog.Violations(connection).Select(v => FormattableString.Invariant($"{v.Value} rows of {v.Key.Child} point to rows of {v.Key.Parent} that do not exist.")),
        ];
    }

    /// <summary>One migration in the direction that is left for it, with its findings on the rows as they are now.</summary>
    /// <returns>Null when this build does not know it, or it cannot be taken back, or the file cannot be planned on.</returns>
    public PlannedStep? Look(string migrationId)
    {
        if (!Chain.Ids.Contains(migrationId, StringComparer.Ordinal) || Inspect().Condition is SchemaCondition.Unreadable or SchemaCondition.Foreign)
        {
            return null;
        }

        using var connection = OpenExisting() ?? SqliteFile.OpenMemory();
        var direction = SqliteCatalog.Applied(connection).Contains(migrationId, StringComparer.Ordinal) ? SchemaDirection.Down : SchemaDirection.Up;
        return direction == SchemaDirection.Down && WayBack(migrationId) is null
            ? null
            : new SqlitePlanner(connection, Chain, _replay, new Dictionary<string, StoredMigration>()).Look(Chain.Step(migrationId, direction));
    }

    /// <summary>Everything that going to a target would do. Builds all commands and reads the live rows; changes nothing.</summary>
    /// <param name="target">Null or <c>latest</c>, <c>0</c>, <c>+1</c>, <c>-1</c>, a migration's id or name, or an application version.</param>
    /// <param name="outOfOrder">Whether a migration that is older than an applied one may be applied, on the way to the newest.</param>
    /// <exception cref="SchemaException">The target is none of these, or the file cannot be planned on.</exception>
    public SchemaPlan Plan(string? target = null, bool outOfOrder = false)
    {
        if (Inspect() is { Condition: SchemaCondition.Unreadable or SchemaCondition.Foreign } unfit)
        {
            throw new SchemaException(unfit.Sentence);
        }

        using var connection = OpenExisting() ?? SqliteFile.OpenMemory();
        var id = SchemaTarget.Resolve(target, Chain.Ids, SqliteCatalog.Applied(connection), _options.Journal?.Migrations.Versions() ?? new Dictionary<string, string>());
        var plan = PlanTo(connection, id, outOfOrder);
        return plan with { Findings = [.. plan.Findings, .. ModelFindings(plan), .. SpaceFindings(), .. DriftFindings(connection, plan)] };
    }

    /// <inheritdoc/>
    public void Dispose() => _replay.Dispose();

    private SchemaPlan PlanTo(SqliteConnection connection, string? id, bool outOfOrder = false)
    {
        var accepted = (_options.Journal?.Acceptances() ?? []).Select(a => new SchemaDifference(a.Name, a.Expected, a.Actual)).ToHashSet();
        return new SqlitePlanner(connection, Chain, _replay, _options.Journal?.Migrations.Stored() ?? new Dictionary<string, StoredMigration>()).Plan(
            id, accepted.Count == 0 ? [] : Drift(connection, null).Where(accepted.Contains).ToList(), outOfOrder);
    }

    /// <summary>Where the schema is not what its migrations make; empty where no replay can tell.</summary>
    /// <param name="plan">What another tool did without a record, and this plan only records, is no difference; null for none.</param>
    private IReadOnlyList<SchemaDifference> Drift(SqliteConnection connection, SchemaPlan? plan)
    {
        var applied = plan?.AppliedOnRecord ?? SqliteCatalog.Applied(connection);
        return Chain.Ids.Take(applied.Count).SequenceEqual(applied, StringComparer.Ordinal)
            ? _replay.FactsAt(applied.Count == 0 ? null : applied[^1]).Differences(SqliteFacts.Read(connection))
            : [];
    }

    private SqliteConnection? OpenExisting() =>
        File.Exists(DatabasePath) && new FileInfo(DatabasePath).Length > 0 ? SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWrite) : null;

    /// <summary>An upgrade would end where the code cannot work either.</summary>
    private IEnumerable<SchemaFinding> ModelFindings(SchemaPlan plan) =>
        plan is { Steps.Count: > 0, Direction: SchemaDirection.Up } && Chain.HasPendingModelChanges ? [new(FindingWeight.Blocker, SchemaInspection.ModelChanged)] : [];

    /// <summary>A rebuild writes the table to the log and into the file again, and the backup is one more copy.</summary>
    private IEnumerable<SchemaFinding> SpaceFindings()
    {
        const long Margin = 64L << 20;
        var file = new FileInfo(DatabasePath);
        if (!file.Exists)
        {
            yield break;
        }

        var log = new FileInfo(DatabasePath + "-wal");
        var bytes = file.Length + (log.Exists ? log.Length : 0);
        // The backups may lie on another volume than the database.
        foreach (var (place, needed) in new[] { (Path.GetDirectoryName(DatabasePath), (3 * bytes) + Margin), (_options.Backups?.Place, bytes + Margin) })
        {
            if (place is not null && SqliteInspector.DiskFree(place) is var free && free < needed)
            {
                yield return new(FindingWeight.Blocker, FormattableString.Invariant($"The run needs {needed >> 20} MB of free space at {place}, and {free >> 20} MB are free: free {(needed - free) >> 20} MB."));
                yield break;
            }
        }
    }

    /// <summary>A rebuilt table has only what the model says: what somebody added by hand would go with its data.</summary>
    private IEnumerable<SchemaFinding> DriftFindings(SqliteConnection connection, SchemaPlan plan)
    {
        var rebuilt = plan.Steps.SelectMany(step => step.Rebuilt).ToHashSet(StringComparer.Ordinal);
        return Drift(connection, plan).Where(difference => !SqliteLeftovers.IsOf(difference.Name)).Select(difference =>
            !plan.Accepted.Contains(difference)
                ? new SchemaFinding(FindingWeight.Blocker, $"The schema is not what its migrations make: {difference}. Mend that first, or accept it on the schema page.")
            : difference.Table is { } table && rebuilt.Contains(table)
                ? new(FindingWeight.Blocker, $"{difference}. It was accepted, but {table} is written anew, and it would be lost or in the way: mend that first.", table)
            : new(FindingWeight.Note, $"{difference}, as was accepted."));
    }

    private SchemaUpgrade Upgrade(string? target, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        var created = !File.Exists(DatabasePath) || new FileInfo(DatabasePath).Length == 0;
        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate);
        var applied = SqliteCatalog.Applied(connection);
        var ids = MigrationPath.Up(Chain.Ids, applied, target);
        if (ids.Count == 0)
        {
            return new(created, []);
        }

        var steps = ids.Select(id => Chain.Step(id, SchemaDirection.Up)).ToList();
        return new(created, Execute(connection, steps, applied, facts => Compare(_replay.FactsAt(ids[^1]), [], facts), progress, cancellation));
    }

    /// <summary>The one place where a schema is changed: for a run, and on a rehearsal's copy.</summary>
    private IReadOnlyList<ExecutedStep> Execute(
        SqliteConnection connection,
        IReadOnlyList<SchemaStep> steps,
        IReadOnlyList<string> applied,
        Action<SchemaFacts> compare,
        IProgress<SchemaProgress>? progress,
        CancellationToken cancellation,
        Action<SchemaStep>? beforeStep = null)
    {
        // EF sets it only for files that it creates itself; inside the transaction it would be ignored.
        connection.Execute("PRAGMA journal_mode = WAL");
        var executed = new SqliteExecutor(connection, Chain.CreateHistorySql, progress).Execute(
            steps,
            applied,
            beforeStep,
            () =>
            {
                connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {_options.ApplicationId}"));
                compare(SqliteFacts.Read(connection));
            },
            cancellation);
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return executed;
    }

    private static void Compare(SchemaPlan plan, SchemaFacts actual) => Compare(plan.ExpectedFacts, plan.Accepted, actual);

    private static void Compare(SchemaFacts expected, IReadOnlyList<SchemaDifference> accepted, SchemaFacts actual)
    {
        if (expected.Differences(actual).Except(accepted).ToList() is { Count: > 0 } differences)
        {
            throw new SchemaException(
                $"The result would not be the schema that the migrations make: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; ..." : "")}. Everything was rolled back.");
        }
    }
}
