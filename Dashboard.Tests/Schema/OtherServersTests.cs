using System.Diagnostics;
using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

/// <summary>A server of its own process works on the state and does not come to rest.</summary>
public sealed class OtherServersTests : IAsyncLifetime, IDisposable
{
    private readonly FixtureDatabase _database;
    private readonly Process _server;

    public OtherServersTests()
    {
        _database = new(FixtureDatabase.Chain);
        _server = SchemaWorker.Start("hold", _database.Folder);
    }

    public async Task InitializeAsync() => Assert.Equal("held", await _server.StandardOutput.ReadLineAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_run_beside_it_is_given_up_and_names_it()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        using var engine = Engine();

        var result = await engine.RunAsync(engine.Plan("+1"), new("test"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Failed, result.Outcome);
        Assert.Contains($"process {_server.Id} on", result.Message, StringComparison.Ordinal);
        Assert.Equal(FixtureDatabase.Chain.Ids[3], engine.Inspect().Applied[^1]);
    }

    [Fact]
    public async Task A_newer_build_that_starts_beside_it_waits_for_its_end()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        using var engine = Engine();

        var beside = await engine.StartAsync(ApplyAtStart.Always);
        _server.Kill();
        await _server.WaitForExitAsync();
        var alone = await engine.StartAsync(ApplyAtStart.Always);

        Assert.Equal((false, true), (beside.Serves, beside.WaitsForOthers));
        Assert.Contains($"process {_server.Id} on", beside.Sentence, StringComparison.Ordinal);
        Assert.True(alone.Serves);
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _database.Dispose();
    }

    private SchemaEngine Engine() => _database.EngineOf(FixtureDatabase.Chain, options => options with { Gate = new ServersGate(_database.Folder) });
}
