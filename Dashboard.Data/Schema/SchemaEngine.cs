using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What <see cref="SchemaEngine.UpgradeAsync"/> did.</summary>
/// <param name="Created">Whether the database did not exist before.</param>
/// <param name="Steps">What was applied; empty when there was nothing to do.</param>
public sealed record SchemaUpgrade(bool Created, IReadOnlyList<ExecutedStep> Steps);

/// <summary>
/// Takes one SQLite database up and down along the migrations of one context. Each act is a class of its own in this folder; this one is what
/// the application calls. EF Core's own migrator is used nowhere: it cuts a table rebuild into three transactions and cannot be resumed.
/// </summary>
public sealed class SchemaEngine : IDisposable
{
    private readonly SchemaCore _core;
    private readonly SchemaVerifier _verifier;
    private readonly SchemaPlanner _planner;
    private readonly SchemaRehearser _rehearser;
    private readonly SchemaRunner _runner;
    private readonly SchemaRestorer _restorer;
    private readonly SchemaRecovery _recovery;
    private readonly SchemaStartup _startup;
    private readonly SchemaDriftAcceptance _acceptance;

    private SchemaEngine(SchemaCore core)
    {
        var maintenance = new SchemaMaintenanceMode(core);
        var replacer = new DatabaseReplacer(core);
        _core = core;
        _verifier = new(core);
        _planner = new(core);
        _rehearser = new(core, _planner);
        _recovery = new(core, _verifier, replacer);
        _runner = new(core, _planner, _verifier, maintenance, replacer, _recovery);
        _restorer = new(core, maintenance, replacer, _recovery);
        _startup = new(core, _planner, _runner, _recovery);
        _acceptance = new(core, maintenance);
    }

    /// <summary>The database file, absolute.</summary>
    public string DatabasePath => _core.DatabasePath;

    /// <summary>The migrations of this build.</summary>
    public MigrationChain Chain => _core.Chain;

    /// <summary>Whether this process is in the middle of a run, and opens and closes the database by itself.</summary>
    public bool IsChanging => _core.IsChanging;

    /// <summary>The record of runs.</summary>
    public SchemaJournal Journal => _core.Journal;

    /// <summary>The backups.</summary>
    public SchemaBackups Backups => _core.Backups;

    /// <summary>The lock that every schema change of the database holds from its first to its last act.</summary>
    public string LockPath => _core.LockPath;

    /// <summary>An engine for a context with a constructor that takes its options.</summary>
    public static SchemaEngine For<TContext>(string databasePath, SchemaEngineOptions? options = null)
        where TContext : DbContext => For(databasePath, MigrationChain.Of<TContext>(), options);

    /// <summary>An engine for any chain.</summary>
    public static SchemaEngine For(string databasePath, MigrationChain chain, SchemaEngineOptions? options = null) =>
        new(new SchemaCore(databasePath, chain, options ?? new()));

    /// <summary>
    /// Creates the database or applies what is pending, in one transaction and without ceremony: no maintenance and no
    /// backup. For databases that only go up by themselves, for new ones, and for tests. Two processes may call it at
    /// once: one migrates, the other waits and finds nothing to do.
    /// </summary>
    /// <param name="target">The last migration to apply; null for all.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the commit.</param>
    /// <exception cref="SchemaException">The database is newer than the build, a migration is late, or a step failed. Nothing was changed.</exception>
    public Task<SchemaUpgrade> UpgradeAsync(
        string? target = null, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default) =>
        new SchemaCreation(_core).UpgradeAsync(target, progress, cancellation);

    /// <summary>Looks at the database without changing it, whatever it is.</summary>
    public SchemaInspection Inspect() => _core.Inspect();

    /// <summary>Whether the database has just the migrations of this build. Cheap, for those who ask often.</summary>
    public bool HasItsMigrations()
    {
        using var connection = _core.OpenExisting();
        return connection is not null && SqliteCatalog.Applied(connection).SequenceEqual(Chain.Ids, StringComparer.Ordinal);
    }

    /// <summary>Replaces the accepted differences between the schema and its migrations by these.</summary>
    /// <param name="seen">As they were shown; empty to withdraw every acceptance.</param>
    /// <param name="actor">Who has seen them.</param>
    /// <param name="cancellation">While another run is waited for.</param>
    /// <exception cref="SchemaException">The schema differs in other ways by now.</exception>
    public Task AcceptAsync(IReadOnlyList<SchemaDifference> seen, SchemaActor actor, CancellationToken cancellation) =>
        _acceptance.AcceptAsync(seen, actor, cancellation);

    /// <summary>Reads the whole database and says what is wrong: damage, drift, broken references, views and triggers.</summary>
    /// <returns>A sentence each; empty when all is well.</returns>
    public IReadOnlyList<string> Verify() => _verifier.Verify();

    /// <summary>One migration in the direction that is left for it, with its findings on the rows as they are now.</summary>
    /// <returns>Null when this build does not know it, or it cannot be reverted, or the file cannot be planned on.</returns>
    public PlannedStep? Look(string migrationId) => _planner.Look(migrationId);

    /// <summary>Everything that going to a target would do. Builds all commands and reads the live rows; changes nothing.</summary>
    /// <param name="target">Null or <c>latest</c>, <c>0</c>, <c>+1</c>, <c>-1</c>, a migration's id or name, or an application version.</param>
    /// <param name="outOfOrder">Whether a migration that is older than an applied one may be applied, on the way to the newest.</param>
    /// <exception cref="SchemaException">The target is none of these, or the file cannot be planned on.</exception>
    public SchemaPlan Plan(string? target = null, bool outOfOrder = false) => _planner.Plan(target, outOfOrder);

    /// <summary>
    /// Does a plan on a copy with the executor of the real run. Work on the live database goes on. An upgrade is also
    /// taken down and up again.
    /// </summary>
    public Task<SchemaRehearsal> RehearseAsync(
        SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default) =>
        _rehearser.RehearseAsync(plan, actor, progress, cancellation);

    /// <summary>
    /// Runs a plan: maintenance mode, backup, every command in one transaction, verification before and after the commit. The backup is
    /// restored when the committed result is not sound. Each state is in the journal before its act.
    /// </summary>
    /// <param name="plan">Runs as it is, or not at all.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="acceptLoss">Whether the losses in the plan are agreed to.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the commit; ignored afterwards.</param>
    /// <exception cref="SchemaException">Refused before anything was done: a blocker, a loss nobody agreed to, or another run.</exception>
    public Task<SchemaRunResult> RunAsync(
        SchemaPlan plan, SchemaActor actor, bool acceptLoss, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default) =>
        _runner.RunAsync(plan, actor, acceptLoss, progress, cancellation);

    /// <summary>Counts what would be lost by restoring a backup, and verifies the backup.</summary>
    /// <exception cref="SchemaException">There is no backup of the name.</exception>
    public RestorePlan PlanRestore(string name) => _restorer.PlanRestore(name);

    /// <summary>Replaces the database with a backup, through the same states as a run; the current database is backed up first.</summary>
    /// <param name="name">The backup's name.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="work">What becomes of tasks that were queued or running then.</param>
    /// <param name="progress">Told synchronously before every act.</param>
    /// <param name="cancellation">Until the restore begins; ignored afterwards.</param>
    /// <exception cref="SchemaException">Refused: the backup is damaged, of another program, or of a newer build.</exception>
    public Task<SchemaRunResult> RestoreAsync(
        string name, SchemaActor actor, RestoredWork work, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default) =>
        _restorer.RestoreAsync(name, actor, work, progress, cancellation);

    /// <summary>Takes the lock and recovers every interrupted run.</summary>
    /// <returns>What was found and done, a sentence a run.</returns>
    public Task<IReadOnlyList<string>> RecoverAsync(CancellationToken cancellation = default) =>
        _recovery.RecoverAsync(cancellation);

    /// <summary>
    /// What a server does with the database before it serves: settles interrupted runs, creates an empty database, applies what
    /// is pending if the policy and a hold allow it. Servers that start at once wait for each other.
    /// </summary>
    /// <returns>Never throws for the state of the database: a server that cannot serve says why.</returns>
    /// <exception cref="SchemaException">Another process changes the schema for longer than the lock's patience.</exception>
    public Task<SchemaStart> StartAsync(
        ApplyAtStart policy, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default) =>
        _startup.StartAsync(policy, progress, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _core.Dispose();
}
