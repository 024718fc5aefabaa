using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.Monitoring;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;

namespace Hangfire.Storage.SQLite.Monitoring;

/// <summary>What the dashboard shows. Each call reads one moment, and keeps nothing open afterwards.</summary>
internal sealed class SQLiteMonitoringApi(StorageCore core) : JobStorageMonitor
{
    private const int FirstJobsOfQueue = 5;

    public override StatisticsDto GetStatistics() =>
        core.Database.ReadSnapshot(handle =>
        {
            var states = Totals.ByState(handle);
            var servers = ServerTable.All(handle);
            return new StatisticsDto
            {
                Enqueued = states.GetValueOrDefault(EnqueuedState.StateName),
                Scheduled = states.GetValueOrDefault(ScheduledState.StateName),
                Processing = states.GetValueOrDefault(ProcessingState.StateName),
                Failed = states.GetValueOrDefault(FailedState.StateName),
                Awaiting = states.GetValueOrDefault(AwaitingState.StateName),
                // Ever, not only those that have not expired yet.
                Succeeded = CounterTable.Get(handle, "stats:succeeded"),
                Deleted = CounterTable.Get(handle, "stats:deleted"),
                Recurring = SetTable.Count(handle, "recurring-jobs"),
                Retries = SetTable.Count(handle, "retries"),
                Servers = servers.Count,
                Queues = QueueNames(Totals.ByQueue(handle), servers).Count,
            };
        });

    public override IList<QueueWithTopEnqueuedJobsDto> Queues()
    {
        var queues = core.Database.ReadSnapshot(handle =>
        {
            var totals = Totals.ByQueue(handle);
            return QueueNames(totals, ServerTable.All(handle)).Select(name =>
            {
                var fetched = Totals.Fetched(handle, name);
                return (Name: name, Length: totals.GetValueOrDefault(name) - fetched, Fetched: fetched,
                    First: JobLists.Waiting(handle, name, 0, FirstJobsOfQueue));
            }).ToList();
        });
        return queues.Select(queue => new QueueWithTopEnqueuedJobsDto
        {
            Name = queue.Name,
            Length = queue.Length,
            Fetched = queue.Fetched,
            FirstJobs = ListedJob.ToList(queue.First, ToEnqueued),
        }).ToList();
    }

    public override IList<ServerDto> Servers() => core.Database.Read(ServerTable.All);

    public override JobDetailsDto? JobDetails(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!JobId.TryParse(jobId, out var id) || core.Database.ReadSnapshot(handle => JobHistory.Read(handle, id)) is not { } details)
        {
            return null;
        }

        (details.Job, details.LoadException) = StoredJob.Load(details.InvocationData);
        return details;
    }

    public override JobList<EnqueuedJobDto> EnqueuedJobs(string queue, int from, int perPage) =>
        ListedJob.ToList(core.Database.Read(handle => JobLists.Waiting(handle, queue, from, perPage)), ToEnqueued);

    public override JobList<FetchedJobDto> FetchedJobs(string queue, int from, int perPage) =>
        ListedJob.ToList(core.Database.Read(handle => JobLists.Fetched(handle, queue, from, perPage)), job => new FetchedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            State = job.State,
            FetchedAt = job.FetchedAt,
        });

    public override JobList<ProcessingJobDto> ProcessingJobs(int from, int count) =>
        ListedJob.ToList(Page(ProcessingState.StateName, from, count), job => new ProcessingJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InProcessingState = job.IsIn(ProcessingState.StateName),
            ServerId = job["ServerId"] ?? job["ServerName"],
            StartedAt = job.Since,
        });

    public override JobList<ScheduledJobDto> ScheduledJobs(int from, int count) =>
        ListedJob.ToList(Page(ScheduledState.StateName, from, count), job => new ScheduledJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InScheduledState = job.IsIn(ScheduledState.StateName),
            EnqueueAt = JobHelper.DeserializeNullableDateTime(job["EnqueueAt"]) ?? DateTime.MinValue,
            ScheduledAt = job.Since,
        });

    public override JobList<SucceededJobDto> SucceededJobs(int from, int count) =>
        ListedJob.ToList(Page(SucceededState.StateName, from, count, newestFirst: true), job => new SucceededJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InSucceededState = job.IsIn(SucceededState.StateName),
            Result = job["Result"],
            TotalDuration = Number(job["PerformanceDuration"]) + Number(job["Latency"]),
            SucceededAt = job.Since,
        });

    public override JobList<FailedJobDto> FailedJobs(int from, int count) =>
        ListedJob.ToList(Page(FailedState.StateName, from, count, newestFirst: true), job => new FailedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InFailedState = job.IsIn(FailedState.StateName),
            Reason = job.Reason,
            ExceptionType = job["ExceptionType"],
            ExceptionMessage = job["ExceptionMessage"],
            ExceptionDetails = job["ExceptionDetails"],
            FailedAt = job.Since,
        });

    public override JobList<DeletedJobDto> DeletedJobs(int from, int count) =>
        ListedJob.ToList(Page(DeletedState.StateName, from, count, newestFirst: true), job => new DeletedJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InDeletedState = job.IsIn(DeletedState.StateName),
            DeletedAt = job.Since,
        });

    public override JobList<AwaitingJobDto> AwaitingJobs(int from, int count)
    {
        var jobs = core.Database.ReadSnapshot(handle =>
        {
            var page = JobLists.ByState(handle, AwaitingState.StateName, from, count);
            JobLists.AddParentStates(handle, page);
            return page;
        });
        return ListedJob.ToList(jobs, job => new AwaitingJobDto
        {
            Job = job.Job,
            LoadException = job.LoadException,
            InvocationData = job.Invocation,
            StateData = job.StateData,
            InAwaitingState = job.IsIn(AwaitingState.StateName),
            AwaitingAt = job.Since,
            ParentStateName = job.ParentState,
        });
    }

    public override long EnqueuedCount(string queue) => core.Database.ReadSnapshot(handle => Totals.Waiting(handle, queue));

    public override long FetchedCount(string queue) => core.Database.Read(handle => Totals.Fetched(handle, queue));

    public override long ScheduledCount() => Count(ScheduledState.StateName);

    public override long FailedCount() => Count(FailedState.StateName);

    public override long ProcessingCount() => Count(ProcessingState.StateName);

    public override long SucceededListCount() => Count(SucceededState.StateName);

    public override long DeletedListCount() => Count(DeletedState.StateName);

    public override long AwaitingCount() => Count(AwaitingState.StateName);

    public override IDictionary<DateTime, long> SucceededByDatesCount() => Days("succeeded");

    public override IDictionary<DateTime, long> FailedByDatesCount() => Days("failed");

    public override IDictionary<DateTime, long> DeletedByDatesCount() => Days("deleted");

    public override IDictionary<DateTime, long> HourlySucceededJobs() => Hours("succeeded");

    public override IDictionary<DateTime, long> HourlyFailedJobs() => Hours("failed");

    public override IDictionary<DateTime, long> HourlyDeletedJobs() => Hours("deleted");

    private static EnqueuedJobDto ToEnqueued(ListedJob job) => new()
    {
        Job = job.Job,
        LoadException = job.LoadException,
        InvocationData = job.Invocation,
        StateData = job.StateData,
        State = job.State,
        InEnqueuedState = job.IsIn(EnqueuedState.StateName),
        EnqueuedAt = job.IsIn(EnqueuedState.StateName) ? job.Since : null,
    };

    /// <summary>The queues with messages, and those that a server listens to.</summary>
    private static SortedSet<string> QueueNames(Dictionary<string, long> totals, IEnumerable<ServerDto> servers) =>
        new(totals.Where(total => total.Value > 0).Select(total => total.Key).Concat(servers.SelectMany(server => server.Queues)), StringComparer.Ordinal);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private List<KeyValuePair<string, ListedJob?>> Page(string state, int from, int count, bool newestFirst = false) =>
        core.Database.Read(handle => JobLists.ByState(handle, state, from, count, newestFirst));

    private long Count(string state) => core.Database.Read(handle => Totals.InState(handle, state));

    private Dictionary<DateTime, long> Days(string type) => core.Database.ReadSnapshot(handle => Timeline.Days(handle, type, core.Clock.UtcNow));

    private Dictionary<DateTime, long> Hours(string type) => core.Database.ReadSnapshot(handle => Timeline.Hours(handle, type, core.Clock.UtcNow));
}
