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
/// Hands queued tasks to Hangfire, a few per project at a time. Enqueueing a task twice is harmless, because a worker claims its row by one
/// guarded write; a task that is never enqueued would wait for ever. So it compares the queue with what it has dispatched at every change,
/// and every second while any task is open.
/// </summary>
public sealed partial class TaskDispatcher(
    IDbContextFactory<ReleaseDbContext> contexts,
    TaskRecovery recovery,
    RunningTasks running,
    ChangeFeed changes,
    IBackgroundJobClient jobs,
    JobStorage storage,
    Maintenance maintenance,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<TaskDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>While no task is open. A new one is announced by the change feed, also when another process adds it.</summary>
    private static readonly TimeSpan IdlePollInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long a task stays queued before its job is looked up.</summary>
    private static readonly TimeSpan JobLookupInterval = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<long, Dispatched> _dispatched = new();

    /// <summary>Whether the last dispatch found no task that is queued or runs. Only the loop uses it.</summary>
    private bool _isIdle;

    /// <summary>Makes room for the next task of the project.</summary>
    public void JobEnded(long taskId)
    {
        _dispatched.TryRemove(taskId, out _);
        Signal();
    }

    private void Signal() => _signals.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var subscription = changes.Subscribe(ChangeTopics.Tasks, Signal);
        while (!stoppingToken.IsCancellationRequested)
        {
            _isIdle = false;
            if (maintenance.Reason is null)
            {
                // Separately, so that a row on which one of them fails does not hold up the others.
                await TryAsync(recovery.StopCancelledAsync, stoppingToken);
                await TryAsync(recovery.RequeueLostAsync, stoppingToken);
                await TryAsync(DispatchAsync, stoppingToken);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        try
        {
            await act(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var timer = time.CreateTimer(_ => Signal(), null, _isIdle ? IdlePollInterval : PollInterval, Timeout.InfiniteTimeSpan);
        try
        {
            await _signals.Reader.ReadAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task DispatchAsync(CancellationToken stopping)
    {
        await using var context = await contexts.CreateDbContextAsync(stopping);
        await ForgetEndedAsync(context, stopping);
        if (!await context.Tasks.AnyAsync(t => t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active, stopping))
        {
            _isIdle = true;
            return;
        }

        var projects = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Queued)
            .Select(t => t.ProjectName).Distinct().ToListAsync(stopping);
        var next = new List<(int Priority, DateTime Added, long Id, string? Project)>();
        foreach (var project in projects)
        {
            var room = options.Value.PerProject - _dispatched.Values.Count(dispatched => dispatched.Project == project);
            var tasks = room <= 0 ? [] : await context.Tasks
                .Where(t => t.Status == ReleaseTaskStatus.Queued && t.ProjectName == project && !_dispatched.Keys.Contains(t.Id))
                .OrderBy(t => t.Priority).ThenBy(t => t.Added).ThenBy(t => t.Id)
                .Select(t => new { t.Priority, t.Added, t.Id }).Take(room).ToListAsync(stopping);
            next.AddRange(tasks.Select(t => (t.Priority, t.Added, t.Id, project)));
        }

        foreach (var (_, _, id, project) in next.Order())
        {
            // Recorded before the job exists, because the job may end before its id is known here.
            var dispatched = _dispatched[id] = new Dispatched(project, time.GetTimestamp());
            dispatched.JobId = jobs.Enqueue<RunTaskJob>(job => job.RunAsync(id));
        }
    }

    /// <summary>
    /// Forgets the tasks that have ended, and those that need another job. A job may run on another server, which does not report its end to
    /// this one.
    /// </summary>
    private async Task ForgetEndedAsync(ReleaseDbContext context, CancellationToken stopping)
    {
        if (_dispatched.IsEmpty)
        {
            return;
        }

        var ids = _dispatched.Keys;
        var open = await context.Tasks
            .Where(t => ids.Contains(t.Id) && (t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active))
            .ToDictionaryAsync(t => t.Id, t => t.Status, stopping);
        foreach (var (id, dispatched) in _dispatched)
        {
            if (!open.TryGetValue(id, out var status))
            {
                _dispatched.TryRemove(id, out _);
            }
            else if (status == ReleaseTaskStatus.Active)
            {
                dispatched.WasClaimed = true;
            }
            else if (dispatched.WasClaimed || !HasJob(dispatched))
            {
                _dispatched.TryRemove(id, out _);
            }
        }
    }

    /// <summary>
    /// Returns whether a worker will still take the job. It is gone when Hangfire's database was replaced. It is lost when a worker took it
    /// from the queue and failed before it ran it, which leaves its state as it was: while workers are idle, they should have run it.
    /// </summary>
    private bool HasJob(Dispatched dispatched)
    {
        if (time.GetElapsedTime(dispatched.LookedUpTicks) < JobLookupInterval)
        {
            return true;
        }

        dispatched.LookedUpTicks = time.GetTimestamp();
        if (running.Jobs < options.Value.Workers)
        {
            return false;
        }

        using var connection = storage.GetConnection();
        return dispatched.JobId is { } job && connection.GetStateData(job)?.Name == EnqueuedState.StateName;
    }

    /// <summary>A task that was handed to Hangfire. Only the loop changes it.</summary>
    private sealed class Dispatched(string? project, long ticks)
    {
        public string? Project => project;
        public string? JobId { get; set; }

        /// <summary>Whether any server has claimed it. When it is queued again after that, its job has ended and it needs another one.</summary>
        public bool WasClaimed { get; set; }

        public long LookedUpTicks { get; set; } = ticks;
    }

    [LoggerMessage(LogLevel.Error, "Dispatching or recovering tasks failed; it is retried within a second")]
    private partial void LogFailed(Exception error);
}
