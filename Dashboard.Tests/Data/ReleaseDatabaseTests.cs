using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

public sealed class ReleaseDatabaseTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_template_has_every_migration()
    {
        using var context = _database.CreateDbContext();

        Assert.NotEmpty(context.Database.GetAppliedMigrations());
        Assert.Empty(context.Database.GetPendingMigrations());
    }

    [Fact]
    public void Databases_share_nothing()
    {
        using var other = new ReleaseDatabase();
        _database.Add(Any.Committee());

        Assert.Empty(other.Read(context => context.Set<Committee>().ToList()));
    }

    [Fact]
    public void A_triggers_rule_is_in_the_template()
    {
        var triggers = _database.Read(context => context.Database
            .SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'").ToList());

        Assert.Contains("tr_task_insert", triggers);
    }
}
