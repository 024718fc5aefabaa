using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

public sealed class UpgradeTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task An_empty_place_becomes_a_database_at_the_newest_migration()
    {
        var upgrade = await _database.Engine.UpgradeAsync();

        Assert.True(upgrade.Created);
        Assert.Equal(FixtureDatabase.Chain.Ids, upgrade.Steps.Select(step => step.Step.MigrationId));
        Assert.Equal("wal", _database.Scalar<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_second_upgrade_finds_nothing_to_do()
    {
        await _database.Engine.UpgradeAsync();

        var again = await _database.Engine.UpgradeAsync();

        Assert.False(again.Created);
        Assert.Empty(again.Steps);
    }

    [Fact]
    public async Task Rows_survive_every_hard_kind_of_migration()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);

        Assert.Equal("Brewster Hopper", _database.Scalar<string>("SELECT family_name FROM person WHERE id = 3"));
        Assert.Equal("alan", _database.Scalar<string>("SELECT nickname FROM person WHERE id = 2"));
        Assert.Equal("""["moth","log \"1947\""]""", _database.Scalar<string>("SELECT tags FROM note WHERE id = 5"));
        Assert.Equal(4, _database.Scalar<long>("SELECT count(*) FROM membership"));
        Assert.Equal(2, _database.Scalar<long>("SELECT note_count FROM person WHERE id = 1"));
        Assert.Equal(0, _database.Scalar<long>("SELECT count(*) FROM pragma_foreign_key_check"));
    }

    [Fact]
    public async Task Triggers_views_and_handmade_indexes_survive_a_rebuild()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);

        _database.Execute("INSERT INTO note (person_id, text, tags, priority, pinned) VALUES (7, 'new', '[]', 1, 0)");

        Assert.Equal(1, _database.Scalar<long>("SELECT note_count FROM person WHERE id = 7"));
        Assert.Equal("Hypatia", _database.Scalar<string>("SELECT given_name FROM note_of_person WHERE words = 'new'"));
        Assert.Equal(1, _database.Scalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'ix_note_text_folded'"));
    }

    [Fact]
    public async Task Ids_of_deleted_rows_are_not_given_away_after_a_rebuild()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);

        _database.Execute("INSERT INTO note (person_id, text, tags, priority, pinned) VALUES (7, 'new', '[]', 1, 0)");

        Assert.Equal(10, _database.Scalar<long>("SELECT id FROM note WHERE text = 'new'"));
    }

    [Fact]
    public async Task Several_upgrades_at_once_apply_each_migration_once()
    {
        var engines = Enumerable.Range(0, 4).Select(_ => SchemaEngine.For(_database.FilePath, FixtureDatabase.Chain));

        var upgrades = await Task.WhenAll(engines.Select(engine => Task.Run(() => engine.UpgradeAsync())));

        Assert.Single(upgrades, upgrade => upgrade.Steps.Count > 0);
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused()
    {
        await _database.Engine.UpgradeAsync();
        _database.Execute("""INSERT INTO "__EFMigrationsHistory" VALUES ('20990101000000_FromTheFuture', '11.0.0')""");

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.UpgradeAsync());

        Assert.Contains("20990101000000_FromTheFuture", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_migration_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        _database.Execute($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = '{FixtureDatabase.Chain.Ids[2]}'""");

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.UpgradeAsync());

        Assert.Contains(FixtureDatabase.Chain.Ids[2], refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();
}
