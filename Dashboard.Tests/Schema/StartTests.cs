using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

public sealed class StartTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task An_empty_state_is_brought_up_at_once_whatever_the_policy()
    {
        var start = await _database.Engine.StartAsync(ApplyAtStart.Never);

        Assert.True(start.Serves);
        Assert.Equal(FixtureDatabase.Chain.Ids.Count, _database.Journal.Migrations.Stored().Count);
    }

    [Fact]
    public async Task Migrations_that_lose_nothing_are_applied_with_a_backup()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);

        var start = await _database.Engine.StartAsync(ApplyAtStart.Safe);

        Assert.True(start.Serves);
        Assert.Single(_database.Backups.List());
    }

    [Fact]
    public async Task Migrations_that_lose_data_wait_for_an_administrator()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);

        var start = await _database.Engine.StartAsync(ApplyAtStart.Safe);

        Assert.False(start.Serves);
        Assert.Contains("person.full_name", start.Sentence, StringComparison.Ordinal);
        Assert.Single(_database.Engine.Inspect().Applied);
    }

    [Fact]
    public async Task A_deliberate_downgrade_is_held_over_a_restart_until_it_is_released()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        await _database.Engine.RunAsync(_database.Engine.Plan("-1"), new("ada", "the old one worked"), acceptLoss: true);

        var held = await _database.Engine.StartAsync(ApplyAtStart.Always);
        _database.Journal.ReleaseHold();
        var released = await _database.Engine.StartAsync(ApplyAtStart.Always);

        Assert.False(held.Serves);
        Assert.Contains("ada holds the schema at PinNotes (the old one worked)", held.Sentence, StringComparison.Ordinal);
        Assert.True(released.Serves);
    }

    [Fact]
    public async Task Two_servers_that_start_at_once_both_serve_and_migrate_once()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        using var first = _database.EngineOf(FixtureDatabase.Chain);
        using var second = _database.EngineOf(FixtureDatabase.Chain);

        var starts = await Task.WhenAll(Task.Run(() => first.StartAsync(ApplyAtStart.Always)), Task.Run(() => second.StartAsync(ApplyAtStart.Always)));

        Assert.All(starts, start => Assert.True(start.Serves));
        Assert.Single(_database.Journal.History(10), run => run.Steps.Count > 0);
    }

    [Fact]
    public async Task Processes_that_start_at_once_all_serve_and_one_of_them_migrates()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);

        var killed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SchemaWorker.IsKilledAsync("start", _database.Folder)));

        Assert.All(killed, Assert.False);
        Assert.Single(_database.Journal.History(10), run => run.Steps.Count > 0);
        Assert.True(_database.Engine.Inspect().Fits);
    }

    [Fact]
    public async Task A_newer_database_is_not_served()
    {
        await _database.Engine.StartAsync(ApplyAtStart.Always);
        using var older = _database.EngineOf(FixtureDatabase.Chain.Until(FixtureDatabase.Chain.Ids[^2]));

        var start = await older.StartAsync(ApplyAtStart.Always);

        Assert.False(start.Serves);
        Assert.Contains("RenameTeamToCrew", start.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_made_by_hand_keeps_nobody_out()
    {
        await _database.Engine.StartAsync(ApplyAtStart.Always);
        _database.Execute("CREATE INDEX by_hand ON note (tags)");

        var start = await _database.Engine.StartAsync(ApplyAtStart.Always);

        Assert.True(start.Serves);
        Assert.Contains("by_hand", start.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_serves_a_state_directory_is_known_until_the_process_ends()
    {
        using var server = SchemaWorker.Start("hold", _database.Folder);
        await server.StandardOutput.ReadLineAsync();

        var serving = Assert.Single(StateServers.Of(_database.Folder));
        var working = Assert.Single(StateServers.Working(_database.Folder));
        server.Kill();
        await server.WaitForExitAsync();

        Assert.Equal((server.Id, server.Id), (serving.ProcessId, working.ProcessId));
        Assert.Empty(StateServers.Of(_database.Folder));
        Assert.Empty(StateServers.Working(_database.Folder));
    }

    public void Dispose() => _database.Dispose();
}
