using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Tests.Schema.Fixture;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Schema;

public sealed class ProductChainTests
{
    [Fact]
    public void Nothing_in_the_products_migrations_runs_outside_the_transaction()
    {
        var chains = new[] { MigrationChain.Of<ReleaseDbContext>(), MigrationChain.Of<OperationsDbContext>() };

        // Building a step throws for a command that is to run outside.
        Assert.All(chains, chain => Assert.All(chain.Ids, id =>
        {
            Assert.NotEmpty(chain.Step(id, SchemaDirection.Up).Commands);
            Assert.NotEmpty(chain.Step(id, SchemaDirection.Down).Commands);
        }));
        Assert.All(chains, chain => Assert.False(chain.HasPendingModelChanges));
    }

    [Fact]
    public async Task Each_migration_goes_up_down_and_up_over_rows_and_takes_none_of_them()
    {
        var chain = MigrationChain.Of<ReleaseDbContext>();
        using var database = new FixtureDatabase(chain);
        await database.Engine.UpgradeAsync(chain.Ids[0]);
        database.Execute(OneRowEach.Sql);

        foreach (var _ in chain.Ids.Skip(1))
        {
            var before = database.Contents();
            await GoAsync(database, "+1");
            var up = database.Contents();
            await GoAsync(database, "-1");
            Assert.Equal(before, database.Contents());
            await GoAsync(database, "+1");
            Assert.Equal(up, database.Contents());
            Assert.All(before, table => Assert.Equal(table.Value, up[table.Key]));
        }
    }

    private static async Task GoAsync(FixtureDatabase database, string target)
    {
        var result = await database.Engine.RunAsync(database.Engine.Plan(target), new("test"), acceptLoss: true);
        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
    }
}
