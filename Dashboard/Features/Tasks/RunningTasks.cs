using System.Collections.Concurrent;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>The tasks that this process works on, and the way to stop each.</summary>
public sealed class RunningTasks(TimeProvider time)
{
    private readonly ConcurrentDictionary<(long TaskId, int Attempt), RunningTask> _running = new();
    private int _jobs;

    /// <summary>Jobs that have begun, even where no task is claimed yet.</summary>
    public int Jobs => Volatile.Read(ref _jobs);

    public void JobBegins() => Interlocked.Increment(ref _jobs);

    public void JobEnds() => Interlocked.Decrement(ref _jobs);

    public ICollection<RunningTask> All => _running.Values;

    /// <returns>Taken out again when disposed.</returns>
    public RunningTask Add(TaskClaim claim, TimeSpan limit, CancellationToken stopping)
    {
        var running = new RunningTask(this, claim, time, limit, stopping);
        _running[(claim.TaskId, claim.Attempt)] = running;
        return running;
    }

    /// <summary>Tells a task to stop, if it runs here.</summary>
    public void Stop(long taskId, TaskErrorKind why)
    {
        foreach (var running in All.Where(running => running.Claim.TaskId == taskId))
        {
            running.Stop(why);
        }
    }

    internal void Remove(RunningTask running) => _running.TryRemove((running.Claim.TaskId, running.Claim.Attempt), out _);
}

/// <summary>A task that is being worked on.</summary>
public sealed class RunningTask : IDisposable
{
    private readonly RunningTasks _tasks;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _limit;
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private long _toldTicks;
    private TaskErrorKind? _why;
    private bool _ended;

    internal RunningTask(RunningTasks tasks, TaskClaim claim, TimeProvider time, TimeSpan limit, CancellationToken stopping)
    {
        _tasks = tasks;
        _time = time;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Claim = claim;
        Limit = limit;
        _limit = time.CreateTimer(_ => Stop(TaskErrorKind.TimedOut), null, limit, Timeout.InfiniteTimeSpan);
    }

    public TaskClaim Claim { get; }
    public TimeSpan Limit { get; }
    public CancellationToken Cancellation => _source.Token;

    /// <summary>Why it was told to stop; null when it was not, or only because the server stops.</summary>
    public TaskErrorKind? Why
    {
        get
        {
            lock (_lock)
            {
                return _why;
            }
        }
    }

    /// <summary>How long ago it was told to stop; null when it was not.</summary>
    public TimeSpan? SinceTold => Why is null ? null : _time.GetElapsedTime(_toldTicks);

    /// <summary>Ends when nobody waits for its answer any more.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>Whether it is to go back to the queue, without a verdict.</summary>
    public bool IsGivenBack { get; private set; }

    /// <summary>Tells it to stop and to go back to the queue.</summary>
    public void GiveBack()
    {
        IsGivenBack = true;
        _ = _source.CancelAsync();
    }

    public void Stop(TaskErrorKind why)
    {
        lock (_lock)
        {
            if (_why is not null || _ended)
            {
                return;
            }

            _toldTicks = _time.GetTimestamp();
            _why = why;
        }

        // Off the caller's thread: it runs what the handler has registered, and the caller may hold a circuit.
        _ = _source.CancelAsync();
    }

    /// <summary>Its verdict cannot count any more: its worker may take another task.</summary>
    public void Abandon() => _abandoned.TrySetResult();

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
        }

        _tasks.Remove(this);
        _limit.Dispose();
    }
}
