using System.Text.RegularExpressions;

namespace Dashboard.Tests.Schema;

public sealed partial class OwnMigratorTests
{
    [Fact]
    public void Ef_cores_own_migrator_is_called_nowhere()
    {
        var root = ContentRoot.Find(AppContext.BaseDirectory);
        var projects = new[] { "Dashboard", "Dashboard.Data", "Dashboard.Tests", "Dashboard.Benchmarks" };

        var calls = projects.Select(project => Path.Combine(root, project)).Where(Directory.Exists)
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => Call().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(root, file));

        Assert.Empty(calls);
    }

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

    [GeneratedRegex(@"\.(Migrate|MigrateAsync)\(")]
    private static partial Regex Call();
}
