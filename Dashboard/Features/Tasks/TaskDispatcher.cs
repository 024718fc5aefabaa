using System.Collections.Concurrent;
using System.Threading.Channels;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Hangfire;
using Hangfire.States;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Gives queued rows to Hangfire, a few per project at a time, puts the tasks of dead servers back into the queue, and passes on requests
/// to stop that another process took. Enqueueing a row twice is harmless, because its claim is one guarded write; never enqueueing it
/// would not be, so it looks again every second.
/// </summary>
public sealed partial class TaskDispatcher(
    IDbContextFactory<ReleaseDbContext> contexts,
    WorkerCommands commands,
    ChangeFeed changes,
    IBackgroundJobClient jobs,
    JobStorage storage,
    RunningTasks running,
    ServerLease server,
    Maintenance maintenance,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<TaskDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>After that it is asked whether the job of a row that is still queued is there: its database may be a new one.</summary>
    private static readonly TimeSpan AskForJob = TimeSpan.FromSeconds(10);

    /// <summary>A worker knows of its row within milliseconds of claiming it.</summary>
    private static readonly TimeSpan WorkerLost = TimeSpan.FromSeconds(4);

    /// <summary>Since when rows of this server are known to no worker; touched by the loop alone.</summary>
    private readonly Dictionary<long, long> _unknown = [];

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<long, Given> _given = new();

    /// <summary>There may be something in the queue.</summary>
    private void Signal() => _signals.Writer.TryWrite(true);

    /// <summary>A task's job has ended.</summary>
    public void Ended(long taskId)
    {
        _given.TryRemove(taskId, out _);
        Signal();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var subscription = changes.Subscribe(ChangeTopics.Tasks, Signal);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (maintenance.Reason is null)
            {
                // Each for itself: a row that one of them cannot deal with keeps no other task waiting.
                await TryAsync(StopThoseAskedForAsync, stoppingToken);
                await TryAsync(RequeueOfLostWorkersAsync, stoppingToken);
                await TryAsync(RequeueOfDeadServersAsync, stoppingToken);
                await TryAsync(DispatchAsync, stoppingToken);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> look, CancellationToken stopping)
    {
        try
        {
            await look(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var timer = time.CreateTimer(_ => Signal(), null, LookAgain, Timeout.InfiniteTimeSpan);
        try
        {
            await _signals.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
    }

    private async Task StopThoseAskedForAsync(CancellationToken stopping)
    {
        if (running.All.Count == 0)
        {
            return;
        }

        foreach (var id in await commands.CancelRequestsAsync(server.Name, stopping))
        {
            running.Stop(id, TaskErrorKind.Cancelled);
        }

        foreach (var task in running.All.Where(task => task.SinceTold > options.Value.AnswerLimit))
        {
            if (await commands.AbandonAsync(task.Claim, task.SinceTold!.Value, stopping))
            {
                LogAbandoned(task.Claim.TaskId, task.Claim.Attempt);
            }

            task.Abandon();
        }
    }

    /// <summary>A row that says it is this server's, while no worker here knows of it: its worker failed right after the claim.</summary>
    private async Task RequeueOfLostWorkersAsync(CancellationToken stopping)
    {
        List<long> own;
        await using (var context = await contexts.CreateDbContextAsync(stopping))
        {
            own = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Active && t.Server == server.Name)
                .Select(t => t.Id).ToListAsync(stopping);
        }

        var known = running.All.Select(task => task.Claim.TaskId).ToHashSet();
        var unknown = own.Where(id => !known.Contains(id)).ToHashSet();
        foreach (var id in _unknown.Keys.Where(id => !unknown.Contains(id)).ToList())
        {
            _unknown.Remove(id);
        }

        foreach (var id in unknown)
        {
            _unknown.TryAdd(id, time.GetTimestamp());
        }

        var lost = _unknown.Where(seen => time.GetElapsedTime(seen.Value) > WorkerLost).Select(seen => seen.Key).ToList();
        if (lost.Count > 0)
        {
            LogRequeued(await commands.RequeueOfAsync(server.Name, options.Value.MaxAttempts, stopping, lost), server.Name);
        }
    }

    private async Task RequeueOfDeadServersAsync(CancellationToken stopping)
    {
        List<string?> servers;
        await using (var context = await contexts.CreateDbContextAsync(stopping))
        {
            servers = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Active && t.Server != server.Name)
                .Select(t => t.Server).Distinct().ToListAsync(stopping);
        }

        foreach (var dead in servers.Where(name => !server.IsAlive(name)))
        {
            LogRequeued(await commands.RequeueOfAsync(dead, options.Value.MaxAttempts, stopping), dead);
        }
    }

    private async Task DispatchAsync(CancellationToken stopping)
    {
        await using var context = await contexts.CreateDbContextAsync(stopping);
        await ForgetWhatIsOverAsync(context, stopping);
        var projects = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Queued)
            .Select(t => t.ProjectName).Distinct().ToListAsync(stopping);
        var next = new List<(int Priority, DateTime Added, long Id, string? Project)>();
        foreach (var project in projects)
        {
            var room = options.Value.PerProject - _given.Values.Count(given => given.Project == project);
            var tasks = room <= 0 ? [] : await context.Tasks
                .Where(t => t.Status == ReleaseTaskStatus.Queued && t.ProjectName == project && !_given.Keys.Contains(t.Id))
                .OrderBy(t => t.Priority).ThenBy(t => t.Added).ThenBy(t => t.Id)
                .Select(t => new { t.Priority, t.Added, t.Id }).Take(room).ToListAsync(stopping);
            next.AddRange(tasks.Select(t => (t.Priority, t.Added, t.Id, project)));
        }

        foreach (var (_, _, id, project) in next.Order())
        {
            // Before its job is there: it may have ended by the time that its name is known.
            var given = _given[id] = new Given(project, time.GetTimestamp());
            given.JobId = jobs.Enqueue<RunTaskJob>(job => job.RunAsync(id, CancellationToken.None));
        }
    }

    /// <summary>A job may run on another server, which tells nobody here: what has ended gives up its place, and so does what has lost its job.</summary>
    private async Task ForgetWhatIsOverAsync(ReleaseDbContext context, CancellationToken stopping)
    {
        var ids = _given.Keys;
        var open = await context.Tasks
            .Where(t => ids.Contains(t.Id) && (t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active))
            .ToDictionaryAsync(t => t.Id, t => t.Status, stopping);
        foreach (var (id, given) in _given)
        {
            if (!open.TryGetValue(id, out var status))
            {
                _given.TryRemove(id, out _);
            }
            else if (status == ReleaseTaskStatus.Active)
            {
                given.WasClaimed = true;
            }
            else if (given.WasClaimed || !HasJob(given))
            {
                _given.TryRemove(id, out _);
            }
        }
    }

    private bool HasJob(Given given)
    {
        if (time.GetElapsedTime(given.AskedTicks) < AskForJob)
        {
            return true;
        }

        given.AskedTicks = time.GetTimestamp();
        using var connection = storage.GetConnection();
        return given.JobId is { } job && connection.GetStateData(job)?.Name == EnqueuedState.StateName;
    }

    /// <summary>A task that was given to Hangfire; touched by the loop alone.</summary>
    private sealed class Given(string? project, long ticks)
    {
        public string? Project => project;
        public string? JobId { get; set; }

        /// <summary>By whichever server. Queued again, it needs another job.</summary>
        public bool WasClaimed { get; set; }

        public long AskedTicks { get; set; } = ticks;
    }

    [LoggerMessage(LogLevel.Error, "The tasks could not be looked after; it is tried again and again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Warning, "Task {TaskId}, attempt {Attempt}, did not answer and is abandoned")]
    private partial void LogAbandoned(long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "{Count} tasks of the lost server or worker {Server} are queued again")]
    private partial void LogRequeued(int count, string? server);
}
