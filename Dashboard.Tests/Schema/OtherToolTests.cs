using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

/// <summary>What EF Core's own migrator leaves behind when it is killed: it cuts a rebuild into three transactions, and its history is a fourth.</summary>
public sealed class OtherToolTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task What_was_left_of_a_rebuild_is_named_with_both_tables_rows_and_kept_at_a_start()
    {
        await LeftOfNoteAsync();

        var start = await _database.Engine.StartAsync(ApplyAtStart.Always);

        Assert.False(start.Serves);
        Assert.Contains("ef_temp_note has 1 rows, and note has 4", start.Sentence, StringComparison.Ordinal);
        Assert.Equal(1, _database.Scalar<long>("SELECT count(*) FROM ef_temp_note"));
    }

    [Fact]
    public async Task What_was_left_beside_whole_tables_is_dropped_by_the_next_run_once_it_is_agreed_to()
    {
        await LeftOfNoteAsync();
        var plan = _database.Engine.Plan();
        Assert.True(plan.IsLossy);
        Assert.Empty(plan.Blockers);

        var result = await _database.Engine.RunAsync(plan, new("ada"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.True(_database.Engine.Inspect().Fits);
        Assert.Equal(1, _database.Backups.Find(result.Backup!).Rows["ef_temp_note"]);
    }

    [Fact]
    public async Task A_rehearsal_drops_what_was_left_and_goes_down_and_up_again()
    {
        await LeftOfNoteAsync();

        var rehearsal = await _database.Engine.RehearseAsync(_database.Engine.Plan(), new("ada"));

        Assert.Equal((null, null), (rehearsal.Problem, rehearsal.WayBack));
    }

    [Fact]
    public async Task What_was_left_beside_a_schema_that_has_changed_stops_the_plan()
    {
        await LeftOfNoteAsync();
        _database.Execute("ALTER TABLE note ADD COLUMN half TEXT");

        Assert.Contains(_database.Engine.Plan().Blockers, blocker => blocker.Text.Contains("note.half", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_migration_that_was_done_without_its_record_is_only_put_on_record()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        Forget("RenameTeamToCrew");
        var before = _database.Contents();
        var plan = _database.Engine.Plan();
        Assert.Equal(SchemaCommandKind.History, Assert.Single(Assert.Single(plan.Steps).Step.Commands).Kind);

        var result = await _database.Engine.RunAsync(plan, new("ada"), acceptLoss: false);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.True(_database.Engine.Inspect().Fits);
        Assert.Equal(before, _database.Contents());
    }

    [Fact]
    public async Task A_migration_that_was_taken_back_without_its_record_is_only_put_on_record()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("PinNotes"));
        var id = FixtureDatabase.Id("RenameTeamToCrew");
        _database.Execute($"INSERT INTO __EFMigrationsHistory VALUES ('{id}', '10.0.0')");

        var result = await _database.Engine.RunAsync(_database.Engine.Plan("-1"), new("ada"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal((SchemaCondition.Behind, FixtureDatabase.Id("PinNotes")), (_database.Engine.Inspect().Condition, _database.Engine.Inspect().Applied[^1]));
    }

    [Fact]
    public async Task Whether_hand_written_sql_has_run_cannot_be_told_and_is_asked()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("ForbidEqualTeamNames"));
        Forget("ForbidEqualTeamNames");

        var plan = _database.Engine.Plan("ForbidEqualTeamNames");

        Assert.Contains(plan.AllFindings, finding => finding.Weight == FindingWeight.Loss && finding.Text.Contains("ForbidEqualTeamNames", StringComparison.Ordinal));
    }

    public void Dispose() => _database.Dispose();

    private async Task LeftOfNoteAsync()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        _database.Execute("CREATE TABLE ef_temp_note (id INTEGER); INSERT INTO ef_temp_note VALUES (1)");
    }

    private void Forget(string name) => _database.Execute($"DELETE FROM __EFMigrationsHistory WHERE MigrationId = '{FixtureDatabase.Id(name)}'");
}
