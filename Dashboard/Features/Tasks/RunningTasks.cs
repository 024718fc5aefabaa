using System.Collections.Concurrent;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>The tasks that this process runs, each with the means to stop it.</summary>
public sealed class RunningTasks(TimeProvider time)
{
    private readonly ConcurrentDictionary<(long TaskId, int Attempt), RunningTask> _running = new();
    private int _jobs;

    /// <summary>The number of jobs in progress, including those that have not claimed a task yet.</summary>
    public int Jobs => Volatile.Read(ref _jobs);

    public void JobStarted() => Interlocked.Increment(ref _jobs);

    public void JobEnded() => Interlocked.Decrement(ref _jobs);

    public ICollection<RunningTask> All => _running.Values;

    /// <returns>Removed again when disposed.</returns>
    public RunningTask Add(TaskClaim claim, TimeSpan timeLimit, CancellationToken stopping)
    {
        var running = new RunningTask(this, claim, time, timeLimit, stopping);
        _running[(claim.TaskId, claim.Attempt)] = running;
        return running;
    }

    /// <summary>Asks a task to stop, if it runs in this process.</summary>
    public void RequestStop(long taskId, TaskErrorKind reason)
    {
        foreach (var running in All.Where(running => running.Claim.TaskId == taskId))
        {
            running.RequestStop(reason);
        }
    }

    internal void Remove(RunningTask running) => _running.TryRemove((running.Claim.TaskId, running.Claim.Attempt), out _);
}

/// <summary>A task in progress.</summary>
public sealed class RunningTask : IDisposable
{
    private readonly RunningTasks _tasks;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timeout;
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private long _stopRequestedTicks;
    private TaskErrorKind? _stopReason;
    private bool _ended;

    internal RunningTask(RunningTasks tasks, TaskClaim claim, TimeProvider time, TimeSpan timeLimit, CancellationToken stopping)
    {
        _tasks = tasks;
        _time = time;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Claim = claim;
        TimeLimit = timeLimit;
        _timeout = time.CreateTimer(_ => RequestStop(TaskErrorKind.TimedOut), null, timeLimit, Timeout.InfiniteTimeSpan);
    }

    public TaskClaim Claim { get; }
    public TimeSpan TimeLimit { get; }
    public CancellationToken Cancellation => _source.Token;

    /// <summary>Why it was asked to stop; null when it was not, or when only its server stops.</summary>
    public TaskErrorKind? StopReason
    {
        get
        {
            lock (_lock)
            {
                return _stopReason;
            }
        }
    }

    /// <summary>The time since it was asked to stop; null when it was not.</summary>
    public TimeSpan? SinceStopRequested => StopReason is null ? null : _time.GetElapsedTime(_stopRequestedTicks);

    /// <summary>Completes when the task is abandoned.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>Whether it was asked to stop and go back to the queue, without an outcome.</summary>
    public bool IsReturnedToQueue { get; private set; }

    /// <summary>Asks it to stop and go back to the queue.</summary>
    public void ReturnToQueue()
    {
        IsReturnedToQueue = true;
        _ = _source.CancelAsync();
    }

    /// <summary>Asks it to stop. The first reason stays.</summary>
    public void RequestStop(TaskErrorKind reason)
    {
        lock (_lock)
        {
            if (_stopReason is not null || _ended)
            {
                return;
            }

            _stopRequestedTicks = _time.GetTimestamp();
            _stopReason = reason;
        }

        // Not on the caller's thread, which may be a circuit's: it would run whatever the handler has registered.
        _ = _source.CancelAsync();
    }

    /// <summary>Stops waiting for it. Its row must have another attempt number by now, so that nothing it still writes has an effect.</summary>
    public void Abandon() => _abandoned.TrySetResult();

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
        }

        _tasks.Remove(this);
        _timeout.Dispose();
    }
}
