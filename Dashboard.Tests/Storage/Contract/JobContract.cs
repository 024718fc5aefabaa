using Dashboard.Tests.Storage.Support;

namespace Dashboard.Tests.Storage.Contract;

public sealed class JobsOfSQLite : JobContract<SQLiteUnderTest>
{
    [Fact]
    public void A_type_that_cannot_be_loaded_is_told_and_not_thrown()
    {
        var id = Storage.CreateJob();
        Storage.Count("UPDATE hangfire_job SET type = 'Gone.Type, Gone' RETURNING 1");

        var job = Connection.GetJobData(id);

        Assert.Null(job.Job);
        Assert.NotNull(job.LoadException);
        Assert.Equal("Gone.Type, Gone", job.InvocationData.Type);
        Assert.NotNull(Storage.Storage.GetMonitoringApi().JobDetails(id).LoadException);
    }

    [Fact]
    public void The_data_of_a_state_is_found_by_a_key_in_any_case()
    {
        var id = Storage.CreateJob();

        Commit(transaction => transaction.SetJobState(id, new AnyState("Some", ("Key", "value"))));

        Assert.Equal("value", Connection.GetStateData(id).Data["KEY"]);
    }

    [Fact]
    public void A_list_shows_a_job_whose_type_cannot_be_loaded()
    {
        var id = Storage.Enqueue();
        Storage.Count("UPDATE hangfire_job SET type = 'Gone.Type, Gone' RETURNING 1");

        var (key, job) = Assert.Single(Storage.Storage.GetMonitoringApi().EnqueuedJobs("default", 0, 10));

        Assert.Equal(id, key);
        Assert.Null(job.Job);
        Assert.NotNull(job.LoadException);
        Assert.Equal("Gone.Type, Gone", job.InvocationData.Type);
    }

    [Fact]
    public void A_job_keeps_the_times_that_it_was_created_with()
    {
        var createdAt = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc);

        var id = Connection.CreateExpiredJob(AnyJob.One, new Dictionary<string, string>(), createdAt, TimeSpan.FromDays(30));

        Assert.Equal(createdAt, Connection.GetJobData(id).CreatedAt);
        var details = Storage.Storage.GetMonitoringApi().JobDetails(id);
        Assert.Equal(createdAt, details.CreatedAt);
        Assert.Equal(createdAt.AddDays(30), details.ExpireAt);
    }
}

public sealed class JobsInMemory : JobContract<InMemoryUnderTest>;

public abstract class JobContract<TStorage> : StorageContract<TStorage>
    where TStorage : StorageUnderTest, new()
{
    [Fact]
    public void A_created_job_is_found_with_all_that_it_was_created_with()
    {
        var createdAt = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        var id = Connection.CreateExpiredJob(
            AnyJob.One, new Dictionary<string, string> { ["culture"] = "en", ["none"] = null! }, createdAt, TimeSpan.FromDays(1));

        var job = Connection.GetJobData(id);

        Assert.Equal(nameof(AnyJob.Run), job.Job.Method.Name);
        Assert.Equal(["argument"], job.Job.Args);
        Assert.Null(job.State);
        Assert.Null(job.LoadException);
        Assert.Equal("en", job.ParametersSnapshot["culture"]);
        Assert.Null(job.ParametersSnapshot["none"]);
        Assert.Equal(nameof(AnyJob.Run), job.InvocationData.Method);
    }

    [Fact]
    public void The_queue_of_a_job_survives_storage()
    {
        var id = Connection.CreateExpiredJob(AnyJob.InQueue("critical"), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromDays(1));

        var job = Connection.GetJobData(id);

        Assert.Equal("critical", job.Job.Queue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(3_000_000)]
    public void An_argument_of_any_length_survives_storage(int length)
    {
        var argument = new string('ä', length);
        var id = Connection.CreateExpiredJob(AnyJob.WithArgument(argument), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromDays(1));

        var job = Connection.GetJobData(id);

        Assert.Equal(argument, job.Job.Args[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("𝄞 ﷽ '\"\\")]
    public void Text_of_any_kind_survives_storage(string text)
    {
        var id = Storage.CreateJob(("text", text));

        var value = Connection.GetJobParameter(id, "text");

        Assert.Equal(text, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("999999999999")]
    [InlineData("99999999999999999999999")]
    public void An_id_that_was_never_given_is_not_found(string id)
    {
        Assert.Null(Connection.GetJobData(id));
        Assert.Null(Connection.GetStateData(id));
        Assert.Null(Connection.GetJobParameter(id, "name"));
    }

    [Fact]
    public void Changes_to_a_job_that_is_not_there_are_ignored()
    {
        foreach (var id in new[] { "abc", "4711" })
        {
            Connection.SetJobParameter(id, "name", "value");
            Commit(transaction =>
            {
                transaction.SetJobState(id, new AnyState("Some"));
                transaction.AddJobState(id, new AnyState("Some"));
                transaction.ExpireJob(id, TimeSpan.FromDays(1));
                transaction.PersistJob(id);
                transaction.SetJobParameter(id, "name", "value");
            });
        }

        Assert.Null(Connection.GetJobData("4711"));
        Assert.Null(Connection.GetStateData("4711"));
        Assert.Null(Connection.GetJobParameter("4711", "name"));
    }

    [Fact]
    public void Creating_a_job_wants_a_job_and_parameters()
    {
        var job = Assert.Throws<ArgumentNullException>(
            () => Connection.CreateExpiredJob(null, new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.Zero));
        var parameters = Assert.Throws<ArgumentNullException>(
            () => Connection.CreateExpiredJob(AnyJob.One, null, DateTime.UtcNow, TimeSpan.Zero));

        Assert.Equal("job", job.ParamName);
        Assert.Equal("parameters", parameters.ParamName);
    }

    [Fact]
    public void A_parameter_is_set_and_set_again()
    {
        var id = Storage.CreateJob();

        Connection.SetJobParameter(id, "name", "first");
        Connection.SetJobParameter(id, "name", "second");
        Connection.SetJobParameter(id, "none", null);

        Assert.Equal("second", Connection.GetJobParameter(id, "name"));
        Assert.Null(Connection.GetJobParameter(id, "none"));
        Assert.Null(Connection.GetJobParameter(id, "absent"));
    }

    [Fact]
    public void The_current_state_is_the_one_that_was_set_last()
    {
        var id = Storage.CreateJob();

        Commit(transaction =>
        {
            transaction.SetJobState(id, new AnyState("First"));
            transaction.SetJobState(id, new AnyState("Second", ("Key", "value"), ("Empty", null)) { Reason = "because" });
            transaction.AddJobState(id, new AnyState("Remark"));
        });

        var state = Connection.GetStateData(id);
        Assert.Equal("Second", state.Name);
        Assert.Equal("because", state.Reason);
        Assert.Equal("value", state.Data["Key"]);
        Assert.Null(state.Data["Empty"]);
        Assert.Equal("Second", Connection.GetJobData(id).State);
    }

    [Fact]
    public void A_job_without_a_state_has_no_state_data()
    {
        var id = Storage.CreateJob();

        Assert.Null(Connection.GetStateData(id));
    }

    [Fact]
    public void The_storage_tells_the_time_in_UTC()
    {
        var before = DateTime.UtcNow.AddSeconds(-1);

        var time = Connection.GetUtcDateTime();

        Assert.Equal(DateTimeKind.Utc, time.Kind);
        Assert.InRange(time, before, DateTime.UtcNow.AddSeconds(1));
    }
}
