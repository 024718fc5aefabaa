using System.Globalization;
using Dashboard.Tests.Storage.Support;
using Hangfire.States;
using Hangfire.Storage;

namespace Dashboard.Tests.Storage.Contract;

public sealed class MonitoringOfSQLite : MonitoringContract<SQLiteUnderTest>
{
    [Fact]
    public void Fetched_messages_are_listed_with_the_time()
    {
        var id = Storage.Enqueue();
        using var fetched = Storage.Fetch();

        var (key, job) = Assert.Single(Monitor.FetchedJobs("default", 0, 10));

        Assert.Equal(id, key);
        Assert.InRange(job.FetchedAt!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(1, Monitor.FetchedCount("default"));
        Assert.Equal(0, Monitor.EnqueuedCount("default"));
        Assert.Equal(1, Assert.Single(Monitor.Queues()).Fetched);
    }

    [Fact]
    public void A_message_whose_job_is_gone_keeps_its_place_in_the_lists()
    {
        var id = Storage.Enqueue();
        Storage.Count("DELETE FROM hangfire_job RETURNING 1");

        var (waiting, gone) = Assert.Single(Monitor.EnqueuedJobs("default", 0, 10));
        using var fetched = Storage.Fetch();

        Assert.Equal(id, waiting);
        Assert.Null(gone);
        Assert.Equal(id, Assert.Single(Monitor.FetchedJobs("default", 0, 10)).Key);
    }

    [Fact]
    public void A_queue_that_a_server_listens_to_is_listed_while_empty()
    {
        Connection.AnnounceServer("server", new Hangfire.Server.ServerContext { Queues = ["quiet"], WorkerCount = 1 });

        Assert.Equal("quiet", Assert.Single(Monitor.Queues()).Name);
        Assert.Equal(1, Monitor.GetStatistics().Queues);
    }
}

public sealed class MonitoringInMemory : MonitoringContract<InMemoryUnderTest>;

public abstract class MonitoringContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    protected JobStorageMonitor Monitor => (JobStorageMonitor)Storage.Storage.GetMonitoringApi();

    private string Add(IState state)
    {
        var id = Storage.CreateJob();
        Commit(transaction => transaction.SetJobState(id, state));
        return id;
    }

    private static AnyState Processing(string server) => new("Processing", ("ServerId", server), ("WorkerId", "1"));

    [Fact]
    public void An_empty_storage_has_nothing_to_show()
    {
        var statistics = Monitor.GetStatistics();

        Assert.Equal(0, statistics.Enqueued + statistics.Failed + statistics.Succeeded + statistics.Servers + statistics.Queues);
        Assert.Empty(Monitor.Queues());
        Assert.Empty(Monitor.Servers());
        Assert.Empty(Monitor.EnqueuedJobs("default", 0, 10));
        Assert.Empty(Monitor.SucceededJobs(0, 10));
        Assert.Null(Monitor.JobDetails("1"));
        Assert.Null(Monitor.JobDetails("abc"));
    }

    [Fact]
    public void Statistics_count_jobs_by_state_and_the_finished_by_counter()
    {
        Add(new EnqueuedState());
        Add(new FailedState(new InvalidOperationException()));
        Add(new FailedState(new InvalidOperationException()));
        Add(new ScheduledState(TimeSpan.FromHours(1)));
        Add(new AwaitingState("1"));
        Add(Processing("server"));
        Add(new SucceededState(null, 1, 1));
        Commit(transaction =>
        {
            transaction.IncrementCounter("stats:succeeded");
            transaction.IncrementCounter("stats:succeeded");
            transaction.IncrementCounter("stats:deleted");
            transaction.AddToSet("recurring-jobs", "a");
            transaction.AddToSet("retries", "a");
            transaction.AddToSet("retries", "b");
        });

        var statistics = Monitor.GetStatistics();

        Assert.Equal(1, statistics.Enqueued);
        Assert.Equal(2, statistics.Failed);
        Assert.Equal(1, statistics.Scheduled);
        Assert.Equal(1, statistics.Awaiting);
        Assert.Equal(1, statistics.Processing);
        Assert.Equal(2, statistics.Succeeded);
        Assert.Equal(1, statistics.Deleted);
        Assert.Equal(1, statistics.Recurring);
        Assert.Equal(2, statistics.Retries);
    }

    [Fact]
    public void Finished_jobs_are_listed_newest_first_and_page_by_page()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Add(new SucceededState("result", 100, 20))).Reverse().ToArray();

        var page = Monitor.SucceededJobs(1, 2);

        Assert.Equal(ids[1..3], page.Select(job => job.Key));
        Assert.Equal(120, page[0].Value.TotalDuration);
        Assert.True(page[0].Value.InSucceededState);
        Assert.Equal(nameof(AnyJob.Run), page[0].Value.Job.Method.Name);
        Assert.NotNull(page[0].Value.SucceededAt);
        Assert.Equal(5, Monitor.SucceededListCount());
    }

    [Fact]
    public void Failed_and_deleted_jobs_are_listed_newest_first()
    {
        var failed = Enumerable.Range(0, 2).Select(_ => Add(new FailedState(new InvalidOperationException("no")) { Reason = "why" })).Reverse().ToArray();
        var deleted = Enumerable.Range(0, 2).Select(_ => Add(new DeletedState())).Reverse().ToArray();

        var list = Monitor.FailedJobs(0, 10);
        Assert.Equal(failed, list.Select(job => job.Key));
        Assert.Equal("no", list[0].Value.ExceptionMessage);
        Assert.Equal(typeof(InvalidOperationException).FullName, list[0].Value.ExceptionType);
        Assert.Equal("why", list[0].Value.Reason);
        Assert.Equal(deleted, Monitor.DeletedJobs(0, 10).Select(job => job.Key));
        Assert.Equal(2, Monitor.FailedCount());
        Assert.Equal(2, Monitor.DeletedListCount());
    }

    [Fact]
    public void Running_jobs_show_the_server_of_their_current_state()
    {
        var id = Add(Processing("first"));
        Commit(transaction =>
        {
            transaction.SetJobState(id, new EnqueuedState());
            transaction.SetJobState(id, Processing("second"));
        });

        var (key, job) = Assert.Single(Monitor.ProcessingJobs(0, 10));

        Assert.Equal(id, key);
        Assert.Equal("second", job.ServerId);
        Assert.True(job.InProcessingState);
        Assert.Equal(1, Monitor.ProcessingCount());
    }

    [Fact]
    public void Scheduled_jobs_show_when_they_are_due()
    {
        var due = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Add(new ScheduledState(due));

        var (_, job) = Assert.Single(Monitor.ScheduledJobs(0, 10));

        Assert.Equal(due, job.EnqueueAt);
        Assert.True(job.InScheduledState);
        Assert.Equal(1, Monitor.ScheduledCount());
    }

    [Fact]
    public void Waiting_jobs_show_the_state_of_the_job_that_they_wait_for()
    {
        var parent = Add(Processing("server"));
        var child = Add(new AwaitingState(parent));

        var (key, job) = Assert.Single(Monitor.AwaitingJobs(0, 10));

        Assert.Equal(child, key);
        Assert.Equal("Processing", job.ParentStateName);
        Assert.Equal(1, Monitor.AwaitingCount());
    }

    [Fact]
    public void A_queue_is_listed_in_its_order_with_its_first_five_jobs()
    {
        var ids = Enumerable.Range(0, 7).Select(_ =>
        {
            var id = Storage.CreateJob();
            Commit(transaction =>
            {
                transaction.SetJobState(id, new EnqueuedState());
                transaction.AddToQueue("default", id);
            });
            return id;
        }).ToArray();

        var queue = Assert.Single(Monitor.Queues());

        Assert.Equal("default", queue.Name);
        Assert.Equal(7, queue.Length);
        Assert.Equal(ids[..5], queue.FirstJobs.Select(job => job.Key));
        Assert.Equal(ids[2..4], Monitor.EnqueuedJobs("default", 2, 2).Select(job => job.Key));
        Assert.True(Monitor.EnqueuedJobs("default", 0, 1)[0].Value.InEnqueuedState);
        Assert.Equal(7, Monitor.EnqueuedCount("default"));
        Assert.Equal(1, Monitor.GetStatistics().Queues);
    }

    [Fact]
    public void The_details_of_a_job_tell_its_history_newest_first()
    {
        var id = Storage.CreateJob(("name", "value"));
        Commit(transaction =>
        {
            transaction.SetJobState(id, new AnyState("First"));
            transaction.SetJobState(id, new AnyState("Second", ("key", "value")) { Reason = "why" });
            transaction.PersistJob(id);
        });

        var details = Monitor.JobDetails(id);

        Assert.Equal(["Second", "First"], details.History.Select(state => state.StateName));
        Assert.Equal("why", details.History[0].Reason);
        Assert.Equal("value", details.History[0].Data["key"]);
        Assert.Equal("value", details.Properties["name"]);
        Assert.InRange(details.CreatedAt!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Null(details.ExpireAt);
        Assert.Equal(nameof(AnyJob.Run), details.InvocationData.Method);
    }

    [Fact]
    public void A_job_that_expires_says_when()
    {
        var id = Storage.CreateJob();

        Commit(transaction => transaction.ExpireJob(id, TimeSpan.FromHours(1)));

        Assert.InRange(Monitor.JobDetails(id).ExpireAt!.Value, DateTime.UtcNow.AddMinutes(59), DateTime.UtcNow.AddMinutes(61));
    }

    [Fact]
    public void The_graphs_have_every_day_and_hour_newest_first()
    {
        var now = DateTime.UtcNow;
        var yesterday = now.Date.AddDays(-1);
        Commit(transaction =>
        {
            transaction.IncrementCounter($"stats:succeeded:{yesterday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            transaction.IncrementCounter($"stats:deleted:{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            transaction.IncrementCounter($"stats:failed:{now.AddHours(-3).ToString("yyyy-MM-dd-HH", CultureInfo.InvariantCulture)}");
        });

        var succeeded = Monitor.SucceededByDatesCount();
        var failed = Monitor.HourlyFailedJobs();

        Assert.Equal(7, succeeded.Count);
        Assert.Equal(1, succeeded[yesterday]);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0], succeeded.Values);
        Assert.Equal(1, Monitor.DeletedByDatesCount().Values.First());
        Assert.Equal(24, failed.Count);
        Assert.Equal(3, failed.Values.ToList().IndexOf(1));
        Assert.Equal(24, Monitor.HourlySucceededJobs().Count);
        Assert.Equal(24, Monitor.HourlyDeletedJobs().Count);
        Assert.Equal(7, Monitor.FailedByDatesCount().Count);
    }
}
