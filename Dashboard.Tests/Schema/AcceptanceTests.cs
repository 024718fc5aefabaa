using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

/// <summary>What is refused by default, and what an administrator may take upon herself after seeing it.</summary>
public sealed class AcceptanceTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task A_difference_that_was_accepted_keeps_nobody_out_and_says_who_accepted_it()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Execute("DROP INDEX ix_note_urgent");
        Assert.False(_database.Engine.Inspect().Fits);

        await AcceptAsync(reason: "too slow to write");

        var inspection = _database.Engine.Inspect();
        Assert.True(inspection.Fits);
        Assert.Contains("ada has accepted: index ix_note_urgent is missing", inspection.Sentence, StringComparison.Ordinal);
        Assert.Equal("too slow to write", Assert.Single(inspection.Accepted).Reason);
    }

    [Fact]
    public async Task What_differs_beyond_what_was_accepted_keeps_work_out_again()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Execute("DROP INDEX ix_note_urgent");
        await AcceptAsync();

        _database.Execute("DROP VIEW note_of_person");

        Assert.False(_database.Engine.Inspect().Fits);
    }

    [Fact]
    public async Task Differences_that_are_not_those_that_were_shown_are_not_accepted()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Execute("DROP INDEX ix_note_urgent");
        var shown = _database.Engine.Inspect().Drift;
        _database.Execute("DROP VIEW note_of_person");

        await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.AcceptAsync(shown, new("ada"), CancellationToken.None));

        Assert.Empty(_database.Journal.Acceptances());
    }

    [Fact]
    public async Task An_acceptance_can_be_taken_back()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        _database.Execute("DROP INDEX ix_note_urgent");
        await AcceptAsync();

        await _database.Engine.AcceptAsync([], new("ada"), CancellationToken.None);

        Assert.False(_database.Engine.Inspect().Fits);
    }

    [Fact]
    public async Task A_run_that_leaves_an_accepted_table_alone_goes_through_and_the_difference_stays()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("PinNotes"));
        _database.Execute("ALTER TABLE person ADD COLUMN extra TEXT; UPDATE person SET extra = 'mine'");
        await AcceptAsync();

        var result = await _database.Engine.RunAsync(_database.Engine.Plan("RenameTeamToCrew"), new("ada"), acceptLoss: false);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal("mine", _database.Scalar<string>("SELECT extra FROM person WHERE id = 1"));
    }

    [Fact]
    public async Task A_run_that_would_rebuild_a_table_with_an_accepted_difference_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("CascadeNotesOfPerson"));
        _database.Execute("ALTER TABLE person ADD COLUMN extra TEXT");
        await AcceptAsync();

        var plan = _database.Engine.Plan("RequireNickname");

        Assert.Contains(plan.Blockers, blocker => blocker.Text.Contains("person.extra", StringComparison.Ordinal) && blocker.Text.Contains("is rebuilt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_migration_is_applied_out_of_order_only_after_its_rehearsal()
    {
        await WithoutAsync("PinNotes");
        Assert.Contains(_database.Engine.Plan().Blockers, blocker => blocker.Text.Contains("PinNotes", StringComparison.Ordinal));
        var plan = _database.Engine.Plan(outOfOrder: true);
        Assert.Empty(plan.Blockers);

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.RunAsync(plan, new("ada"), acceptLoss: true));
        var rehearsal = await _database.Engine.RehearseAsync(plan, new("ada"));
        Assert.Null(rehearsal.Problem);
        var result = await _database.Engine.RunAsync(plan, new("ada"), acceptLoss: true);

        Assert.Contains("Rehearse it first", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.True(_database.Engine.Inspect().Fits);
    }

    [Fact]
    public async Task A_late_migration_is_never_applied_on_the_way_to_a_named_one()
    {
        await WithoutAsync("PinNotes");

        Assert.NotEmpty(_database.Engine.Plan("PinNotes", outOfOrder: true).Blockers);
    }

    public void Dispose() => _database.Dispose();

    private Task AcceptAsync(string? reason = null) =>
        _database.Engine.AcceptAsync(_database.Engine.Inspect().Drift, new("ada", reason), CancellationToken.None);

    /// <summary>As two branches of development make it: one of the migrations was not there yet when the others were applied.</summary>
    private async Task WithoutAsync(string name)
    {
        var ids = FixtureDatabase.Chain.Ids;
        var late = FixtureDatabase.Id(name);
        await _database.SeededAtAsync(ids[ids.ToList().IndexOf(late) - 1]);
        using var connection = _database.Open();
        var applied = ids.TakeWhile(id => id != late).ToList();
        var steps = ids.SkipWhile(id => id != late).Skip(1).Select(id => FixtureDatabase.Chain.Step(id, SchemaDirection.Up)).ToList();
        new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null).Execute(steps, applied, null, null, CancellationToken.None);
    }
}
