using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>Creates or upgrades a database without maintenance mode, backup and record.</summary>
internal sealed class SchemaCreation(SchemaCore core)
{
    /// <inheritdoc cref="SchemaEngine.UpgradeAsync"/>
    public async Task<SchemaUpgrade> UpgradeAsync(
        string? target = null, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await core.LockAsync("change the schema", cancellation);
        return await Task.Run(() => Upgrade(target, progress, cancellation), cancellation);
    }

    private SchemaUpgrade Upgrade(string? target, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(core.DatabasePath)!);
        var created = !File.Exists(core.DatabasePath) || new FileInfo(core.DatabasePath).Length == 0;
        using var connection = SqliteFile.OpenOrCreate(core.DatabasePath);
        var applied = SqliteCatalog.Applied(connection);
        var ids = MigrationPath.Up(core.Chain.Ids, applied, target);
        if (ids.Count == 0)
        {
            return new(created, []);
        }

        var steps = ids.Select(id => core.Chain.Step(id, SchemaDirection.Up)).ToList();
        return new(created, core.Execute(connection, steps, applied, facts => SchemaCore.Compare(core.Replay.FactsAt(ids[^1]), [], facts), progress, cancellation));
    }
}
