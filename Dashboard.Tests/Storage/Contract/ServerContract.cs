using Dashboard.Tests.Storage.Support;
using Hangfire.Server;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Contract;

public sealed class ServersOfSQLite : ServerContract<SQLiteUnderTest>
{
    [Fact]
    public void A_server_that_announces_itself_again_is_the_new_one()
    {
        Connection.AnnounceServer("server", new ServerContext { Queues = ["a"], WorkerCount = 1 });

        Connection.AnnounceServer("server", new ServerContext { Queues = ["b"], WorkerCount = 2 });

        var server = Assert.Single(Storage.Storage.GetMonitoringApi().Servers());
        Assert.Equal(["b"], server.Queues);
        Assert.Equal(2, server.WorkersCount);
    }
}

public sealed class ServersInMemory : ServerContract<InMemoryUnderTest>;

public abstract class ServerContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    private static readonly ServerContext Context = new() { Queues = ["critical", "default"], WorkerCount = 7 };

    [Fact]
    public void A_server_is_listed_with_what_it_announced()
    {
        Connection.AnnounceServer("server", Context);

        var server = Assert.Single(Storage.Storage.GetMonitoringApi().Servers());
        Assert.Equal("server", server.Name);
        Assert.Equal(["critical", "default"], server.Queues);
        Assert.Equal(7, server.WorkersCount);
        Assert.InRange(server.StartedAt, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.InRange(server.Heartbeat!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void A_removed_server_is_told_so_by_its_heartbeat()
    {
        Connection.AnnounceServer("server", Context);
        Connection.Heartbeat("server");

        Connection.RemoveServer("server");

        Assert.Throws<BackgroundServerGoneException>(() => Connection.Heartbeat("server"));
        Assert.Empty(Storage.Storage.GetMonitoringApi().Servers());
    }

    [Fact]
    public void Servers_that_report_are_not_removed()
    {
        Connection.AnnounceServer("server", Context);

        Assert.Equal(0, Connection.RemoveTimedOutServers(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_negative_timeout_is_refused() =>
        Assert.Throws<ArgumentException>(() => Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(-1)));
}
