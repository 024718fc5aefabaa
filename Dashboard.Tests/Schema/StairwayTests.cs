using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;

namespace Dashboard.Tests.Schema;

/// <summary>Every migration up, down and up again on seeded data.</summary>
public sealed class StairwayTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    /// <summary>The migrations whose way down cannot bring everything back: what was repaired or doubled stays so.</summary>
    private static readonly string[] Repairs = ["RequireNickname", "KeyMembershipByPersonAndTeam", "ForbidEqualTeamNames", "NarrowNotePriority"];

    public static TheoryData<string> Migrations => [.. FixtureDatabase.Chain.Ids.Skip(1).Select(MigrationName.Of)];

    [Theory]
    [MemberData(nameof(Migrations))]
    public async Task Up_down_and_up_again_leaves_the_same_schema_and_rows(string name)
    {
        var id = FixtureDatabase.Id(name);
        var before = FixtureDatabase.Chain.Ids.TakeWhile(other => other != id).Last();
        await _database.SeededAtAsync(before);
        using var replay = new SqliteReplay(FixtureDatabase.Chain);
        var first = _database.Contents();

        await GoAsync("+1");
        var up = _database.Contents();
        Assert.Empty(replay.FactsAt(id).Differences(_database.Facts()));
        await GoAsync("-1");
        var down = _database.Contents();
        Assert.Empty(replay.FactsAt(before).Differences(_database.Facts()));
        await GoAsync("+1");

        Assert.Equal(up, _database.Contents());
        Assert.Empty(replay.FactsAt(id).Differences(_database.Facts()));
        if (!Repairs.Contains(name))
        {
            Assert.Equal(first, down);
        }
    }

    [Fact]
    public async Task The_whole_chain_goes_down_to_nothing_and_up_again()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);

        await GoAsync("0");
        Assert.Empty(_database.Facts().Facts);
        await GoAsync("latest");

        using var replay = new SqliteReplay(FixtureDatabase.Chain);
        Assert.Empty(replay.FactsAt(FixtureDatabase.Chain.Ids[^1]).Differences(_database.Facts()));
    }

    [Theory]
    [InlineData(typeof(ReleaseDbContext))]
    [InlineData(typeof(OperationsDbContext))]
    public void Each_migration_of_the_product_goes_down_to_where_it_came_from(Type context)
    {
        var chain = context == typeof(ReleaseDbContext) ? MigrationChain.Of<ReleaseDbContext>() : MigrationChain.Of<OperationsDbContext>();
        using var replay = new SqliteReplay(chain);
        using var connection = SqliteFile.OpenMemory();
        var executor = new SqliteExecutor(connection, chain.CreateHistorySql, null);
        for (var at = 0; at < chain.Ids.Count; at++)
        {
            var before = chain.Ids.Take(at).ToList();
            var after = chain.Ids.Take(at + 1).ToList();

            executor.Execute([chain.Step(chain.Ids[at], SchemaDirection.Up)], before, null, null, CancellationToken.None);
            executor.Execute([chain.Step(chain.Ids[at], SchemaDirection.Down)], after, null, null, CancellationToken.None);
            Assert.Empty(replay.FactsAt(before.LastOrDefault()).Differences(SqliteFacts.Read(connection)));
            executor.Execute([chain.Step(chain.Ids[at], SchemaDirection.Up)], before, null, null, CancellationToken.None);
            Assert.Empty(replay.FactsAt(chain.Ids[at]).Differences(SqliteFacts.Read(connection)));
        }
    }

    public void Dispose() => _database.Dispose();

    private async Task GoAsync(string target)
    {
        var result = await _database.Engine.RunAsync(_database.Engine.Plan(target), new("test"), acceptLoss: true);
        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
    }
}
