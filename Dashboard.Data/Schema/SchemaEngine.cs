using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema;

/// <summary>What <see cref="SchemaEngine.UpgradeAsync"/> did.</summary>
/// <param name="Created">Whether the database did not exist before.</param>
/// <param name="Steps">What was applied; empty when there was nothing to do.</param>
public sealed record SchemaUpgrade(bool Created, IReadOnlyList<ExecutedStep> Steps);

/// <summary>Takes one SQLite database up and down along the migrations of one context.</summary>
public sealed class SchemaEngine
{
    private readonly SchemaEngineOptions _options;

    private SchemaEngine(string databasePath, MigrationChain chain, SchemaEngineOptions options)
    {
        DatabasePath = Path.GetFullPath(databasePath);
        Chain = chain;
        _options = options;
    }

    /// <summary>The database file.</summary>
    public string DatabasePath { get; }

    /// <summary>The migrations of this build.</summary>
    public MigrationChain Chain { get; }

    /// <summary>The lock that every schema change of the database holds.</summary>
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

    private SchemaUpgrade Upgrade(string? target, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        var created = !File.Exists(DatabasePath) || new FileInfo(DatabasePath).Length == 0;
        using var connection = SqliteFile.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate);
        var applied = SqliteCatalog.Applied(connection);
        var steps = MigrationPath.Up(Chain.Ids, applied, target).Select(id => Chain.Step(id, SchemaDirection.Up)).ToList();
        if (steps.Count == 0)
        {
            return new(created, []);
        }

        // EF sets it only for files that it creates itself; inside the transaction it would be ignored.
        connection.Execute("PRAGMA journal_mode = WAL");
        var executor = new SqliteExecutor(connection, Chain.CreateHistorySql, progress);
        var executed = executor.Execute(steps, applied, () => MarkAsOurs(connection), cancellation);
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return new(created, executed);
    }

    private void MarkAsOurs(SqliteConnection connection) =>
        connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {_options.ApplicationId}"));
}
