using Dashboard.Tests.Storage.Support;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Storage;

public sealed class ExpirationTests : IDisposable
{
    private readonly HostClock _time = new();
    private readonly SQLiteUnderTest _storage;

    public ExpirationTests()
    {
        _storage = new SQLiteUnderTest(options => options.Time = _time);
    }

    public void Dispose() => _storage.Dispose();

    [Fact]
    public void A_job_expires_with_its_states_parameters_and_message()
    {
        CreateFinishedJobs(1);
        var stays = _storage.CreateJob(("name", "value"));
        _storage.Commit(transaction => transaction.PersistJob(stays));

        _time.Advance(TimeSpan.FromHours(2));
        Sweep();

        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_job"));
        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_job_parameter"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_state"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
        Assert.Equal(0, _storage.Storage.GetMonitoringApi().SucceededListCount());
    }

    [Fact]
    public void More_than_a_batch_goes_too()
    {
        CreateFinishedJobs(450);

        _time.Advance(TimeSpan.FromHours(2));
        Sweep();

        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_job"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
        Assert.Equal(0, _storage.Count("SELECT sum(count) FROM hangfire_total"));
    }

    [Fact]
    public void What_has_not_expired_yet_stays()
    {
        CreateFinishedJobs(2);

        _time.Advance(TimeSpan.FromMinutes(59));
        Sweep();

        Assert.Equal(2, _storage.Count("SELECT count(*) FROM hangfire_job"));
    }

    [Fact]
    public void A_finished_job_that_is_requeued_loses_nothing_of_its_past()
    {
        var id = _storage.CreateJob(("RetryCount", "3"));
        _storage.Commit(transaction =>
        {
            transaction.SetJobState(id, new AnyState("Succeeded"));
            transaction.ExpireJob(id, TimeSpan.FromHours(1));
        });
        _storage.Commit(transaction =>
        {
            transaction.SetJobState(id, new AnyState("Enqueued"));
            transaction.PersistJob(id);
        });

        _time.Advance(TimeSpan.FromDays(40));
        Sweep();

        var details = _storage.Storage.GetMonitoringApi().JobDetails(id);
        Assert.Equal("3", details.Properties["RetryCount"]);
        Assert.Equal(2, details.History.Count);
    }

    [Fact]
    public void A_job_that_was_created_and_never_got_a_state_expires()
    {
        var id = _storage.CreateJob();

        _time.Advance(TimeSpan.FromDays(2));
        Sweep();

        using var connection = _storage.Connect();
        Assert.Null(connection.GetJobData(id));
    }

    [Fact]
    public void Sets_hashes_and_lists_expire_as_a_whole()
    {
        _storage.Commit(transaction =>
        {
            transaction.AddRangeToSet("set", Enumerable.Range(0, 450).Select(number => $"{number}").ToList());
            transaction.ExpireSet("set", TimeSpan.FromHours(1));
            transaction.SetRangeInHash("hash", Enumerable.Range(0, 450).Select(number => KeyValuePair.Create($"{number}", "value")));
            transaction.ExpireHash("hash", TimeSpan.FromHours(1));
            transaction.InsertToList("list", "item");
            transaction.ExpireList("list", TimeSpan.FromHours(1));
            transaction.InsertToList("list", "later");
            transaction.AddToSet("stays", "item");
        });

        _time.Advance(TimeSpan.FromHours(2));
        Sweep();

        using var connection = _storage.Connect();
        Assert.Equal(0, connection.GetSetCount("set"));
        Assert.Null(connection.GetAllEntriesFromHash("hash"));
        Assert.Equal(0, connection.GetListCount("list"));
        Assert.Equal(1, connection.GetSetCount("stays"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_expiry"));
    }

    [Fact]
    public void Counters_expire_at_the_latest_time_they_were_given_or_never()
    {
        _storage.Commit(transaction =>
        {
            transaction.IncrementCounter("early", TimeSpan.FromHours(1));
            transaction.IncrementCounter("late", TimeSpan.FromHours(3));
            transaction.IncrementCounter("late", TimeSpan.FromHours(1));
            transaction.IncrementCounter("ever");
            transaction.IncrementCounter("ever", TimeSpan.FromHours(1));
        });

        _time.Advance(TimeSpan.FromHours(2));
        Sweep();

        using var connection = _storage.Connect();
        Assert.Equal(0, connection.GetCounter("early"));
        Assert.Equal(2, connection.GetCounter("late"));
        Assert.Equal(2, connection.GetCounter("ever"));
    }

    [Fact]
    public void While_another_server_sweeps_this_one_does_not()
    {
        CreateFinishedJobs(1);
        _time.Advance(TimeSpan.FromHours(2));
        using var connection = _storage.Connect();
        using var held = connection.AcquireDistributedLock("locks:expirationmanager", TimeSpan.Zero);

        Sweep();

        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_job"));
    }

    [Fact]
    public void A_table_that_cannot_be_swept_keeps_the_others_waiting_for_nothing()
    {
        _storage.Count("CREATE TRIGGER refuse BEFORE DELETE ON hangfire_job BEGIN SELECT RAISE(ABORT, 'refused'); END; SELECT 1");
        CreateFinishedJobs(1);
        _storage.Commit(transaction => transaction.IncrementCounter("counter", TimeSpan.FromHours(1)));

        _time.Advance(TimeSpan.FromHours(2));
        Sweep();

        Assert.Equal(1, _storage.Count("SELECT count(*) FROM hangfire_job"));
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_counter"));
    }

    [Fact]
    public void A_sweep_that_is_cancelled_stops_between_two_batches()
    {
        CreateFinishedJobs(1);
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Throws<OperationCanceledException>(
            () => new ExpirationManager(_storage.Own.Core, TimeSpan.FromHours(1)).Run(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void An_expiry_beyond_the_calendar_is_its_last_day()
    {
        var id = _storage.CreateJob();

        _storage.Commit(transaction => transaction.ExpireJob(id, TimeSpan.MaxValue));

        Assert.Equal(9999, _storage.Storage.GetMonitoringApi().JobDetails(id).ExpireAt!.Value.Year);
    }

    private void CreateFinishedJobs(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var id = _storage.CreateJob(("name", "value"));
            _storage.Commit(transaction =>
            {
                transaction.SetJobState(id, new AnyState("Enqueued"));
                transaction.AddToQueue("default", id);
                transaction.SetJobState(id, new AnyState("Succeeded"));
                transaction.ExpireJob(id, TimeSpan.FromHours(1));
            });
        }
    }

    private void Sweep() => new ExpirationManager(_storage.Own.Core, TimeSpan.FromHours(1)).Run(CancellationToken.None);
}
