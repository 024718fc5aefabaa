namespace Dashboard.Tests.Schema;

public sealed class ProductChainTests
{
    [Fact]
    public void Nothing_in_the_products_migrations_runs_outside_the_transaction()
    {
        var chains = new[] { Dashboard.Data.Schema.MigrationChain.Of<Dashboard.Data.ReleaseDbContext>(), Dashboard.Data.Schema.MigrationChain.Of<Dashboard.Data.Operations.OperationsDbContext>() };

        // Building a step throws for a command that is to run outside.
        Assert.All(chains, chain => Assert.All(chain.Ids, id =>
        {
            Assert.NotEmpty(chain.Step(id, Dashboard.Data.Schema.SchemaDirection.Up).Commands);
            Assert.NotEmpty(chain.Step(id, Dashboard.Data.Schema.SchemaDirection.Down).Commands);
        }));
        Assert.All(chains, chain => Assert.False(chain.HasPendingModelChanges()));
    }
}
