using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

public sealed class PlanTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Theory]
    [InlineData("latest", "RenameTeamToCrew", 12)]
    [InlineData("0", null, 3)]
    [InlineData("+1", "CascadeNotesOfPerson", 1)]
    [InlineData("-1", "SplitPersonName", 1)]
    [InlineData("SplitPersonName", "SplitPersonName", 1)]
    [InlineData("20260109000000_NarrowNotePriority", "NarrowNotePriority", 6)]
    public async Task A_target_is_understood(string text, string? name, int steps)
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("TurnActiveIntoStatus"));

        var plan = _database.Engine.Plan(text);

        Assert.Equal(name, plan.Target is null ? null : MigrationName.Of(plan.Target));
        Assert.Equal(steps, plan.Steps.Count);
    }

    [Fact]
    public async Task An_application_version_is_a_target()
    {
        await _database.Engine.StartAsync(ApplyAtStart.Always);

        Assert.Equal(FixtureDatabase.Chain.Ids[^1], _database.Engine.Plan(SchemaJournal.AppVersion).Target);
    }

    [Fact]
    public async Task An_unknown_target_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);

        Assert.Throws<SchemaException>(() => _database.Engine.Plan("Nonsense"));
        Assert.Throws<SchemaException>(() => _database.Engine.Plan("-2"));
    }

    [Fact]
    public async Task A_plan_is_the_same_as_long_as_nothing_changes()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);

        Assert.Equal(_database.Engine.Plan().Hash, _database.Engine.Plan().Hash);
        Assert.NotEqual(_database.Engine.Plan().Hash, _database.Engine.Plan("+1").Hash);
    }

    [Theory]
    [InlineData("SplitPersonName", "RequireNickname", FindingWeight.Warning, "2 rows of person have no nickname, which must not be NULL any more: 2; 7.")]
    [InlineData("KeepTagsAsJson", "ForbidEqualTeamNames", FindingWeight.Warning, "2 rows of team share their name with another, which must be unique: 2; 3.")]
    [InlineData("ForbidEqualTeamNames", "NarrowNotePriority", FindingWeight.Warning, "2 rows of note break the new rule ck_note_priority (priority BETWEEN 1 AND 5): 1; 2.")]
    [InlineData("TurnActiveIntoStatus", "SplitPersonName", FindingWeight.Loss, "Drops person.status with 4 values.")]
    [InlineData("RenameTeamToCrew", "IndexNotes", FindingWeight.Loss, "Drops note.pinned with 4 values.")]
    [InlineData("CreateNotes", "SplitPersonName", FindingWeight.Warning, "4 rows of person get the empty value of given_name that the generator put there.")]
    public async Task What_a_step_does_to_the_rows_is_found(string from, string to, FindingWeight weight, string text)
    {
        await _database.SeededAtAsync(FixtureDatabase.Id(from));

        var plan = _database.Engine.Plan(to);

        Assert.Contains(plan.AllFindings, finding => finding.Weight == weight && finding.Text == text);
    }

    [Fact]
    public async Task A_rehearsal_does_the_plan_on_a_copy_and_the_way_back_too()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        var before = _database.Contents();

        var rehearsal = await _database.Engine.RehearseAsync(_database.Engine.Plan(), new("test"));

        Assert.Null(rehearsal.Problem);
        Assert.Null(rehearsal.WayBack);
        Assert.Equal(14, rehearsal.Steps.Count);
        Assert.Equal(before, _database.Contents());
        Assert.Empty(Directory.EnumerateFiles(_database.Folder, ".rehearsal-*"));
    }

    [Fact]
    public async Task A_rehearsal_finds_what_the_data_will_not_bear()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("SplitPersonName"));
        _database.Execute("DELETE FROM membership; DROP INDEX ix_membership_team_id; CREATE INDEX ix_membership_team_id ON membership (team_id)");
        _database.Execute("CREATE TRIGGER stop BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'no change here'); END");
        var plan = _database.Engine.Plan("+1");

        var rehearsal = await _database.Engine.RehearseAsync(plan, new("test"));

        Assert.Contains("no change here", rehearsal.Problem, StringComparison.Ordinal);
        Assert.Equal(SchemaRunState.Failed, _database.Journal.History(1)[0].State);
    }

    public void Dispose() => _database.Dispose();
}
