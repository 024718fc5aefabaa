using Dashboard.Data.Entities;
using Dashboard.Live;

namespace Dashboard.Features.Tasks;

/// <summary>
/// A task while it runs: takes its steps' reports and log lines as fast as they come, passes them on at most ten times a second, and saves
/// them at most four times a second.
/// </summary>
public sealed class TaskRun : IAsyncDisposable
{
    private static readonly TimeSpan PassOn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Save = TimeSpan.FromMilliseconds(250);

    /// <summary>Before that a rate is noise.</summary>
    private static readonly TimeSpan Warmup = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly StepProgress[] _steps;
    private readonly TimeProvider _time;
    private readonly long _startedTicks;
    private readonly Coalescer _passOn;
    private readonly Coalescer _save;
    private readonly TimeSpan? _expected;
    private readonly int _maxLogLines;
    private readonly Queue<TaskLogLine> _unsaved = new();
    private int _lines;
    private long _furthest;

    /// <param name="expected">How long it should take, by earlier ones; null when nothing can be said.</param>
    /// <param name="onLost">The task is not this worker's any more.</param>
    public TaskRun(
        TaskClaim claim, TimeSpan? expected, int maxLogLines, TaskFeed feed, WorkerCommands commands, TimeProvider time, Action onLost,
        Func<Exception, Task> onError)
    {
        Claim = claim;
        _expected = expected;
        _maxLogLines = maxLogLines;
        _time = time;
        _startedTicks = time.GetTimestamp();
        _steps = [.. claim.Steps.Select(step =>
            new StepProgress(step.Ordinal, ReleaseTaskStatus.Queued, 0, step.ProgressTotal, null, null, null))];
        _passOn = new Coalescer(PassOn, time, _ =>
        {
            feed.Publish(Progress());
            return Task.CompletedTask;
        }, onError);
        _save = new Coalescer(Save, time, async _ =>
        {
            var lines = UnsavedLog();
            // Not cancelled half-way when the task ends: whether the lines are saved must be known.
            if (await commands.SaveProgressAsync(claim, Progress(), lines, maxLogLines, CancellationToken.None))
            {
                Forget(lines);
            }
            else
            {
                onLost();
            }
        }, onError);
    }

    public TaskClaim Claim { get; }

    /// <summary>A step has begun.</summary>
    public void Start(int ordinal) => Change(ordinal, step => step with { Status = ReleaseTaskStatus.Active, Started = Now });

    /// <summary>A step has got on. It never goes back: a smaller figure than before is not taken.</summary>
    public void Report(int ordinal, long done, string? message = null) => Change(ordinal, step => step with
    {
        Done = Math.Clamp(done, step.Done, step.Total),
        Message = message ?? step.Message,
    });

    /// <summary>A step has ended, whatever it found.</summary>
    public void End(int ordinal, string? message) => Change(ordinal, step => step with
    {
        Status = ReleaseTaskStatus.Completed,
        Done = step.Total,
        Message = message,
        Started = step.Started ?? Now,
        Completed = Now,
    });

    /// <summary>Writes a line of the attempt's log. When there are too many, the last ones are kept.</summary>
    public void Log(TaskLogLevel level, string message)
    {
        lock (_lock)
        {
            _unsaved.Enqueue(new TaskLogLine
            {
                TaskId = Claim.TaskId,
                Attempt = Claim.Attempt,
                Line = ++_lines,
                At = Now,
                Level = level,
                Message = message,
            });
            if (_unsaved.Count > _maxLogLines)
            {
                _unsaved.Dequeue();
            }
        }

        _passOn.Signal();
        _save.Signal();
    }

    /// <summary>The lines that are not saved yet: a save that failed, such as on a full disk, leaves them to the next.</summary>
    public IReadOnlyList<TaskLogLine> UnsavedLog()
    {
        lock (_lock)
        {
            return [.. _unsaved];
        }
    }

    private void Forget(IReadOnlyList<TaskLogLine> saved)
    {
        lock (_lock)
        {
            while (saved.Count > 0 && _unsaved.TryPeek(out var oldest) && oldest.Line <= saved[^1].Line)
            {
                _unsaved.Dequeue();
            }
        }
    }

    /// <summary>The steps that have not ended end with the task.</summary>
    public void Fail(string message)
    {
        foreach (var step in Progress().Steps.Where(step => step.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active))
        {
            Change(step.Ordinal, unfinished => unfinished with { Status = ReleaseTaskStatus.Failed, Message = message, Completed = Now });
        }
    }

    public TaskProgress Progress()
    {
        lock (_lock)
        {
            // The steps share one pass over the artifact: the task is as far as the furthest that is not through, and done when all are.
            var open = _steps.Where(step => step.Status != ReleaseTaskStatus.Completed).ToList();
            // One that is through before the others takes nothing back.
            var done = open.Count == 0 ? Claim.ProgressTotal : Math.Max(_furthest, open.Max(step => step.Done));
            _furthest = done;
            var elapsed = _time.GetElapsedTime(_startedTicks);
            double? rate = elapsed > Warmup && done > 0 ? done / elapsed.TotalSeconds : null;
            return new TaskProgress(
                Claim.TaskId, Claim.Attempt, Claim.ReleaseName, done, Claim.ProgressTotal, rate, Remaining(done, elapsed), _lines, [.. _steps]);
        }
    }

    /// <summary>Begins as what earlier tasks took, and trusts this one's own speed the more, the further it is.</summary>
    private TimeSpan? Remaining(long done, TimeSpan elapsed)
    {
        if (_expected is not { } expected || Claim.ProgressTotal == 0)
        {
            return null;
        }

        var left = 1 - (double)done / Claim.ProgressTotal;
        return left * (left * expected + elapsed);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private void Change(int ordinal, Func<StepProgress, StepProgress> change)
    {
        lock (_lock)
        {
            _steps[ordinal - 1] = change(_steps[ordinal - 1]);
        }

        _passOn.Signal();
        _save.Signal();
    }

    /// <summary>Waits for a message and a save that are under way, so that neither comes after the verdict.</summary>
    public async ValueTask DisposeAsync()
    {
        await _passOn.DisposeAsync();
        await _save.DisposeAsync();
    }
}
