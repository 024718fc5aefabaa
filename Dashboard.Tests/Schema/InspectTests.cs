using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

public sealed class InspectTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public void Without_a_file_the_database_is_missing()
    {
        Assert.Equal(SchemaCondition.Missing, _database.Engine.Inspect().Condition);
    }

    [Fact]
    public void A_file_that_is_no_database_is_unreadable_and_stays_as_it_is()
    {
        File.WriteAllText(_database.FilePath, new string('x', 5000));

        var inspection = _database.Engine.Inspect();

        Assert.Equal(SchemaCondition.Unreadable, inspection.Condition);
        Assert.Equal(5000, new FileInfo(_database.FilePath).Length);
    }

    [Fact]
    public void A_database_of_another_program_is_foreign()
    {
        using (var connection = Dashboard.Data.Schema.Sqlite.SqliteFile.Open(_database.FilePath, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWriteCreate))
        {
            Dashboard.Data.Schema.Sqlite.SqliteFile.Execute(connection, "CREATE TABLE moz_places (id INTEGER)");
        }

        Assert.Equal(SchemaCondition.Foreign, _database.Engine.Inspect().Condition);
        Assert.Throws<SchemaException>(() => _database.Engine.Plan());
    }

    [Fact]
    public async Task A_database_of_another_program_with_migrations_of_its_own_is_foreign()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        _database.Execute("PRAGMA application_id = 0; UPDATE __EFMigrationsHistory SET MigrationId = '20250101000000_Bookmarks'");

        Assert.Equal(SchemaCondition.Foreign, _database.Engine.Inspect().Condition);
    }

    [Fact]
    public async Task Applied_and_pending_migrations_are_told_apart()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[2]);

        var inspection = _database.Engine.Inspect();

        Assert.Equal(SchemaCondition.Behind, inspection.Condition);
        Assert.Equal(FixtureDatabase.Chain.Ids.Take(3), inspection.Applied);
        Assert.Equal(FixtureDatabase.Chain.Ids.Skip(3), inspection.Pending);
    }

    [Theory]
    [InlineData("ALTER TABLE person ADD COLUMN extra TEXT", "column person.extra is there")]
    [InlineData("DROP INDEX ix_note_text_folded", "index ix_note_text_folded is missing")]
    [InlineData("DROP INDEX ix_note_urgent; CREATE INDEX ix_note_urgent ON note (priority)", "index ix_note_urgent is")]
    [InlineData("CREATE INDEX ix_extra ON note (tags) WHERE tags <> ''", "index ix_extra is there")]
    [InlineData("CREATE TRIGGER extra AFTER DELETE ON person BEGIN SELECT 1; END", "trigger extra is there")]
    [InlineData("DROP TRIGGER trg_note_added", "trigger trg_note_added is missing")]
    [InlineData("DROP VIEW note_of_person", "view note_of_person is missing")]
    [InlineData("CREATE TABLE stray (id INTEGER)", "table stray is there")]
    [InlineData("DROP TABLE membership", "table membership is missing")]
    [InlineData("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'BETWEEN 1 AND 5', 'BETWEEN 1 AND 6') WHERE name = 'note'", "check note.ck_note_priority is")]
    [InlineData("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'ON DELETE CASCADE', '') WHERE name = 'note'", "foreign key note(person_id) to person is")]
    [InlineData("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '\"tags\" TEXT NOT NULL', '\"tags\" TEXT NOT NULL DEFAULT ''x''') WHERE name = 'note'", "default note.tags is there")]
    [InlineData("PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'AUTOINCREMENT', '') WHERE name = 'note'", "table note is")]
    public async Task Drift_of_each_kind_is_named(string change, string difference)
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Execute(change);

        Assert.Contains(_database.Engine.Inspect().Drift, found => found.ToString().StartsWith(difference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drifted_schema_is_not_migrated()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        _database.Execute("ALTER TABLE person ADD COLUMN extra TEXT");

        Assert.Contains(_database.Engine.Plan().Blockers, blocker => blocker.Text.Contains("person.extra", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_whose_process_ended_within_it_is_named_until_it_is_settled()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Journal.Begin(Dashboard.Data.Operations.SchemaRunKind.Upgrade, new("ada"), null, FixtureDatabase.Chain.Ids[^1], null, 0);
        Assert.Contains("of ada, was interrupted while Planned", Assert.Single(_database.Engine.Inspect().Interrupted), StringComparison.Ordinal);

        await _database.Engine.RecoverAsync();

        Assert.Empty(_database.Engine.Inspect().Interrupted);
    }

    [Fact]
    public async Task A_migration_that_was_edited_since_it_was_applied_is_named_and_goes_down_as_it_went_up()
    {
        await _database.Engine.StartAsync(ApplyAtStart.Always);
        var id = FixtureDatabase.Chain.Ids[^1];
        using (var context = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_database.OperationsPath};Pooling=False"))
        {
            context.Open();
            Dashboard.Data.Schema.Sqlite.SqliteFile.Execute(context, $"UPDATE schema_migration SET up_hash = '{new string('0', 64)}' WHERE migration_id = '{id}'");
        }

        Assert.Equal([id], _database.Engine.Inspect().Edited);
        Assert.True(Assert.Single(_database.Engine.Plan("-1").Steps).Stored);
    }

    public void Dispose() => _database.Dispose();
}
