using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dashboard.Tests.Schema;

/// <summary>A build whose model was changed, and nobody has made the migration.</summary>
public sealed class ModelChangeTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task It_is_not_served_and_says_how_to_make_the_migration()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        using var changed = _database.EngineOf(Changed());

        var start = await changed.StartAsync(ApplyAtStart.Always);

        Assert.False(start.Serves);
        Assert.Contains("./new-migration.sh", start.Sentence, StringComparison.Ordinal);
        Assert.Equal(SchemaCondition.Unmigrated, changed.Inspect().Condition);
    }

    [Fact]
    public async Task No_upgrade_is_allowed_but_the_way_down_is()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        using var changed = _database.EngineOf(Changed());

        Assert.Contains(changed.Plan().Blockers, blocker => blocker.Text.Contains("./new-migration.sh", StringComparison.Ordinal));
        Assert.Empty(changed.Plan("-1").Blockers);
    }

    [Fact]
    public async Task No_database_is_created_for_it()
    {
        using var changed = _database.EngineOf(Changed());

        var start = await changed.StartAsync(ApplyAtStart.Always);

        Assert.False(start.Serves);
        Assert.False(File.Exists(_database.FilePath));
    }

    public void Dispose() => _database.Dispose();

    private static MigrationChain Changed() => new(connectionString => new FixtureContext(new DbContextOptionsBuilder<FixtureContext>()
        .UseSqlite(connectionString)
        .ReplaceService<IMigrationsSqlGenerator, AtomicMigrationsSqlGenerator>()
        .ReplaceService<IModelCustomizer, OneMoreColumn>().Options));

    private sealed class OneMoreColumn(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.Entity<Note>().Property<string?>("more");
        }
    }
}
