using Dashboard.Tests.Storage.Support;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Database;
using Hangfire.Storage.SQLite.Queues;

namespace Dashboard.Tests.Storage;

/// <summary>Who owns a message, and when it passes on.</summary>
public sealed class DeliveryTests : IDisposable
{
    // Long enough for the storage's own thread, which lives in real time, not to report in between.
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    private readonly HostClock _time = new();
    private readonly SQLiteUnderTest _storage;

    public DeliveryTests()
    {
        _storage = new SQLiteUnderTest(Configure);
    }

    public void Dispose() => _storage.Dispose();

    [Fact]
    public void A_message_passes_on_when_its_owner_has_been_silent_for_the_timeout()
    {
        var id = _storage.Enqueue();
        _storage.Fetch();

        _time.Advance(Timeout - TimeSpan.FromSeconds(1));
        Assert.Null(_storage.TryFetch());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(id, _storage.Fetch().JobId);
    }

    [Fact]
    public void A_message_stays_with_an_owner_that_reports_however_long_it_takes()
    {
        _storage.Enqueue();
        using var fetched = _storage.Fetch();

        for (var report = 0; report < 10; report++)
        {
            _time.Advance(Timeout - TimeSpan.FromSeconds(1));
            _storage.Own.Core.Queue.KeepAlive();
        }

        Assert.Null(_storage.TryFetch());
    }

    [Fact]
    public void A_message_of_the_dead_goes_before_those_that_wait()
    {
        var dead = _storage.Enqueue();
        _storage.Fetch();
        _time.Advance(Timeout * 2);
        _storage.Enqueue();

        Assert.Equal(dead, _storage.Fetch().JobId);
    }

    [Fact]
    public void A_late_owner_cannot_remove_what_another_one_has_taken_over()
    {
        _storage.Enqueue();
        var late = _storage.Fetch();
        var now = TakeOver();

        late.RemoveFromQueue();

        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_queue"));
        now.RemoveFromQueue();
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void A_late_owner_cannot_put_back_what_another_one_has_taken_over()
    {
        _storage.Enqueue();
        var late = _storage.Fetch();
        using var now = TakeOver();

        late.Requeue();
        late.Dispose();

        Assert.Null(_storage.TryFetch());
    }

    [Fact]
    public void A_late_owner_cannot_acknowledge_in_a_transaction_what_another_one_has_taken_over()
    {
        _storage.Enqueue();
        var late = _storage.Fetch();
        using var now = TakeOver();

        _storage.Commit(transaction => transaction.RemoveFromQueue(late));

        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void What_was_acknowledged_in_a_transaction_needs_no_second_commit()
    {
        _storage.Enqueue();
        using var fetched = _storage.Fetch();
        _storage.Commit(transaction => transaction.RemoveFromQueue(fetched));
        using var other = _storage.Own.Core.Database.OpenReader();
        var before = other.Run("PRAGMA data_version");

        fetched.RemoveFromQueue();

        Assert.Equal(before, other.Run("PRAGMA data_version"));
    }

    [Fact]
    public void A_late_owner_is_told_and_reports_no_more()
    {
        var id = _storage.Enqueue();
        _storage.Fetch();
        using var other = _storage.Open(Configure);
        _time.Advance(Timeout * 2);
        using var connection = other.GetConnection();
        using var now = connection.FetchNextJob(["default"], CancellationToken.None);

        Assert.Equal(id, Assert.Single(_storage.Own.Core.Queue.KeepAlive()).JobId);
        Assert.Empty(_storage.Own.Core.Queue.KeepAlive());
    }

    [Fact]
    public void A_message_that_was_neither_removed_nor_put_back_returns_when_it_is_disposed()
    {
        var id = _storage.Enqueue();

        _storage.Fetch().Dispose();

        Assert.Equal(id, _storage.Fetch().JobId);
    }

    [Fact]
    public async Task A_commit_wakes_a_waiting_worker_though_nobody_looks_at_the_queue()
    {
        using var storage = new SQLiteUnderTest(options => options.QueuePollInterval = TimeSpan.FromHours(1));

        // The storage's thread has one look when a worker begins to wait, and may see the first ones in it.
        for (var message = 0; message < 20; message++)
        {
            var fetching = Task.Run(() => storage.Fetch());
            Assert.True(SpinWait.SpinUntil(() => storage.Own.Core.Database.Signals.HasWaiters, TimeSpan.FromSeconds(30)));
            var id = storage.Enqueue();

            using var fetched = await fetching.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(id, fetched.JobId);
            fetched.RemoveFromQueue();
        }
    }

    [Fact]
    public void A_message_that_returns_is_still_the_oldest()
    {
        var first = _storage.Enqueue();
        var fetched = _storage.Fetch();
        _storage.Enqueue();

        fetched.Requeue();

        Assert.Equal(first, _storage.Fetch().JobId);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(-48)]
    public void A_clock_that_jumps_starts_nothing_twice(int hours)
    {
        _storage.Enqueue();
        using var fetched = _storage.Fetch();
        using var connection = _storage.Connect();
        connection.AnnounceServer("server", new Hangfire.Server.ServerContext { Queues = ["default"], WorkerCount = 1 });

        _time.Jump(TimeSpan.FromHours(hours));

        Assert.Null(_storage.TryFetch());
        Assert.Equal(0, connection.RemoveTimedOutServers(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void A_clock_that_jumps_back_leaves_the_newest_state_the_current_one()
    {
        var id = _storage.CreateJob();
        _storage.Commit(transaction => transaction.SetJobState(id, new AnyState("Enqueued")));

        _time.Jump(TimeSpan.FromHours(-1));
        _storage.Commit(transaction => transaction.SetJobState(id, new AnyState("Processing")));

        using var connection = _storage.Connect();
        Assert.Equal("Processing", connection.GetStateData(id).Name);
        Assert.Equal("Processing", _storage.Storage.GetMonitoringApi().JobDetails(id).History[0].StateName);
    }

    [Fact]
    public void After_a_restart_of_the_host_what_was_fetched_before_it_passes_on_at_once()
    {
        var id = _storage.Enqueue();
        _storage.Fetch();

        // The uptime begins anew: all that was written before it lies in its future.
        using var restarted = _storage.Open(options => options.Time = new HostClock(TimeSpan.FromMinutes(1)));
        using var connection = restarted.GetConnection();

        Assert.Equal(id, connection.FetchNextJob(["default"], CancellationToken.None).JobId);
    }

    [Fact]
    public void A_lock_that_is_a_row_passes_on_when_its_process_has_been_silent_for_its_lifetime()
    {
        _storage.Restart(options =>
        {
            Configure(options);
            options.LocksInRows = true;
            options.DistributedLockLifetime = Timeout;
        });
        // As a process that was killed leaves it.
        _storage.Own.Core.Database.Write(handle => handle.Run(
            $"INSERT INTO hangfire_lock VALUES ('resource', 4711, {new Clock(_time).Uptime})"));
        using var connection = _storage.Connect();

        _time.Advance(Timeout - TimeSpan.FromSeconds(1));
        Assert.Throws<DistributedLockTimeoutException>(() => connection.AcquireDistributedLock("resource", TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(2));

        connection.AcquireDistributedLock("resource", TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Silent_servers_are_removed_and_counted()
    {
        using var connection = _storage.Connect();
        connection.AnnounceServer("dead", new Hangfire.Server.ServerContext { Queues = ["default"], WorkerCount = 1 });
        _time.Advance(TimeSpan.FromMinutes(6));
        connection.AnnounceServer("alive", new Hangfire.Server.ServerContext { Queues = ["default"], WorkerCount = 1 });

        Assert.Equal(1, connection.RemoveTimedOutServers(TimeSpan.FromMinutes(5)));
        Assert.Equal("alive", Assert.Single(_storage.Storage.GetMonitoringApi().Servers()).Name);
    }

    [Fact]
    public void A_message_outlives_its_job_for_a_worker_to_drop()
    {
        var id = _storage.Enqueue();
        _storage.Count("DELETE FROM hangfire_job RETURNING 1");

        Assert.Equal(id, _storage.Fetch().JobId);
    }

    [Fact]
    public void A_job_that_is_not_there_cannot_be_enqueued()
    {
        _storage.Commit(transaction => transaction.AddToQueue("default", "4711"));

        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void A_job_fetched_from_another_storage_cannot_be_acknowledged_here()
    {
        using var other = new InMemoryUnderTest();
        other.Enqueue();
        using var fetched = other.Fetch();

        _storage.Commit(transaction => Assert.Throws<ArgumentException>(() => transaction.RemoveFromQueue(fetched)));
    }

    private SQLiteFetchedJob TakeOver()
    {
        _time.Advance(Timeout * 2);
        return (SQLiteFetchedJob)_storage.Fetch();
    }

    private void Configure(SQLiteStorageOptions options)
    {
        options.Time = _time;
        options.InvisibilityTimeout = Timeout;
    }
}
