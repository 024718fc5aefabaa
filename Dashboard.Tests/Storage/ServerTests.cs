using Dashboard.Tests.Storage.Support;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage;

/// <summary>Hangfire's own server on the storage.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly SQLiteUnderTest _storage = new(options => options.InvisibilityTimeout = TimeSpan.FromSeconds(1));
    private readonly TalkingJobs _jobs = new();

    private BackgroundJobClient Client => new(_storage.Storage);

    private JobStorageMonitor Monitor => (JobStorageMonitor)_storage.Storage.GetMonitoringApi();

    public void Dispose()
    {
        _jobs.Dispose();
        _storage.Dispose();
    }

    [Fact]
    public void An_enqueued_job_runs_and_its_message_is_gone()
    {
        using var server = Start();

        var id = Client.Enqueue(() => TalkingJobs.Say(_jobs.Name, "done"));

        Assert.Equal("done", _jobs.Next());
        WaitForState(id, SucceededState.StateName);
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
        Assert.Equal(1, Monitor.GetStatistics().Succeeded);
    }

    [Fact]
    public void A_scheduled_job_runs_when_it_is_due()
    {
        using var server = Start();

        Client.Schedule(() => TalkingJobs.Say(_jobs.Name, "due"), TimeSpan.FromMilliseconds(100));

        Assert.Equal("due", _jobs.Next());
    }

    [Fact]
    public void A_continuation_runs_after_its_parent()
    {
        using var server = Start();

        var parent = Client.Enqueue(() => TalkingJobs.Say(_jobs.Name, "first"));
        Client.ContinueJobWith(parent, () => TalkingJobs.Say(_jobs.Name, "then"));

        Assert.Equal("first", _jobs.Next());
        Assert.Equal("then", _jobs.Next());
    }

    [Fact]
    public void A_recurring_job_is_triggered_and_listed()
    {
        using var server = Start();
        var recurring = new RecurringJobManager(_storage.Storage);

        recurring.AddOrUpdate("nightly", Job.FromExpression(() => TalkingJobs.Say(_jobs.Name, "recurred")), Cron.Daily());
        recurring.Trigger("nightly");

        Assert.Equal("recurred", _jobs.Next());
        using var connection = _storage.Connect();
        Assert.Equal("nightly", Assert.Single(connection.GetRecurringJobs()).Id);
        Assert.Equal(1, Monitor.GetStatistics().Recurring);
    }

    [Fact]
    public void A_job_that_fails_is_failed_and_its_message_is_gone()
    {
        using var server = Start();

        var id = Client.Enqueue(() => TalkingJobs.Fail());

        WaitForState(id, FailedState.StateName);
        Assert.Equal("It is meant to.", Assert.Single(Monitor.FailedJobs(0, 10)).Value.ExceptionMessage);
        Assert.Equal(0, _storage.Count("SELECT count(*) FROM hangfire_queue"));
    }

    [Fact]
    public void A_job_for_a_named_queue_runs_on_the_server_of_that_queue()
    {
        using var server = Start(options => options.Queues = ["critical"]);

        Client.Enqueue("critical", () => TalkingJobs.Say(_jobs.Name, "critical"));
        Client.Enqueue(() => TalkingJobs.Say(_jobs.Name, "default"));

        Assert.Equal("critical", _jobs.Next());
        Assert.Equal(1, Monitor.EnqueuedCount("default"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_job_that_runs_longer_than_the_timeout_is_started_once_on_light_servers_too(bool light)
    {
        using var server = Start(options => options.IsLightweightServer = light);
        Client.Enqueue(() => TalkingJobs.Wait(_jobs.Name, CancellationToken.None));
        Assert.Equal("started", _jobs.Next());

        // Three times the timeout of a second.
        Assert.Null(_jobs.TryNext(TimeSpan.FromSeconds(3)));

        _jobs.LetGoOn();
        Assert.Equal("ended", _jobs.Next());
    }

    [Fact]
    public void A_job_that_is_deleted_while_it_runs_is_told()
    {
        using var server = Start(options => options.CancellationCheckInterval = TimeSpan.FromMilliseconds(50));
        var id = Client.Enqueue(() => TalkingJobs.Wait(_jobs.Name, CancellationToken.None));
        Assert.Equal("started", _jobs.Next());

        Client.Delete(id);

        Assert.Equal("cancelled", _jobs.Next());
        WaitForState(id, DeletedState.StateName);
    }

    [Fact]
    public void A_server_that_stops_puts_its_running_job_back_for_the_next_one()
    {
        using (Start())
        {
            Client.Enqueue(() => TalkingJobs.Wait(_jobs.Name, CancellationToken.None));
            Assert.Equal("started", _jobs.Next());
        }

        Assert.Equal("cancelled", _jobs.Next());
        using var next = Start();
        Assert.Equal("started", _jobs.Next());
        _jobs.LetGoOn();
        Assert.Equal("ended", _jobs.Next());
    }

    [Fact]
    public void A_host_that_starts_anew_on_the_file_goes_on_with_all_that_was_left()
    {
        string running;
        string done;
        using (Start())
        {
            done = Client.Enqueue(() => TalkingJobs.Say(_jobs.Name, "done"));
            Assert.Equal("done", _jobs.Next());
            WaitForState(done, SucceededState.StateName);
            running = Client.Enqueue(() => TalkingJobs.Wait(_jobs.Name, CancellationToken.None));
            Assert.Equal("started", _jobs.Next());
        }

        Assert.Equal("cancelled", _jobs.Next());
        var waiting = Client.Enqueue("default", () => TalkingJobs.Say(_jobs.Name, "waited"));
        Client.ContinueJobWith(waiting, () => TalkingJobs.Say(_jobs.Name, "followed"));
        Client.Schedule(() => TalkingJobs.Say(_jobs.Name, "due"), TimeSpan.FromMilliseconds(1));
        new RecurringJobManager(_storage.Storage).AddOrUpdate("nightly", Job.FromExpression(() => TalkingJobs.Say(_jobs.Name, "recurred")), Cron.Daily());
        _storage.Restart();

        using var next = Start();
        new RecurringJobManager(_storage.Storage).Trigger("nightly");
        _jobs.LetGoOn();

        Assert.Equal(
            ["due", "ended", "followed", "recurred", "started", "waited"],
            Enumerable.Range(0, 6).Select(_ => _jobs.Next()).Order(StringComparer.Ordinal));
        WaitForState(running, SucceededState.StateName);
        using var connection = _storage.Connect();
        Assert.Equal(SucceededState.StateName, connection.GetStateData(done).Name);
    }

    [Fact]
    public void A_running_server_is_listed_and_a_stopped_one_is_not()
    {
        using (Start(options => options.ServerName = "named"))
        {
            Client.Enqueue(() => TalkingJobs.Say(_jobs.Name, "done"));
            Assert.Equal("done", _jobs.Next());
            Assert.StartsWith("named", Assert.Single(Monitor.Servers()).Name, StringComparison.Ordinal);
        }

        Assert.Empty(Monitor.Servers());
    }

    private void WaitForState(string id, string state)
    {
        using var connection = _storage.Connect();
        Assert.True(SpinWait.SpinUntil(() => connection.GetStateData(id)?.Name == state, TimeSpan.FromSeconds(30)));
    }

    private BackgroundJobServer Start(Action<BackgroundJobServerOptions>? configure = null)
    {
        var options = new BackgroundJobServerOptions
        {
            WorkerCount = 2,
            // Not the process's current one, which may be that of another test's host, and gone with it.
            Activator = new JobActivator(),
            SchedulePollingInterval = TimeSpan.FromMilliseconds(100),
            ShutdownTimeout = TimeSpan.FromSeconds(15),
        };
        configure?.Invoke(options);
        return new BackgroundJobServer(options, _storage.Storage);
    }
}
