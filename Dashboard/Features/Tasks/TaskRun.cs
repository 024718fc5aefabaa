using Dashboard.Data.Entities;
using Dashboard.Live;

namespace Dashboard.Features.Tasks;

/// <summary>
/// A task while it runs. Its handler may report progress and write log lines at any rate: they are published at most ten times a second and
/// saved at most four times a second.
/// </summary>
public sealed class TaskRun : IAsyncDisposable
{
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The least time over which a rate is meaningful.</summary>
    private static readonly TimeSpan MinRateTime = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly StepProgress[] _steps;
    private readonly TimeProvider _time;
    private readonly long _startedTicks;
    private readonly Coalescer _publishes;
    private readonly Coalescer _saves;
    private readonly TimeSpan? _expected;
    private readonly int _maxLogLines;
    private readonly Queue<TaskLogLine> _unsaved = new();
    private int _lines;
    private long _furthest;

    /// <param name="expected">The estimated duration; null when there is no basis for an estimate.</param>
    /// <param name="onLost">Called when the claim turns out to be lost.</param>
    public TaskRun(
        TaskClaim claim, TimeSpan? expected, int maxLogLines, TaskProgressFeed feed, WorkerCommands commands, TimeProvider time, Action onLost,
        Func<Exception, Task> onError)
    {
        Claim = claim;
        _expected = expected;
        _maxLogLines = maxLogLines;
        _time = time;
        _startedTicks = time.GetTimestamp();
        _steps = [.. claim.Steps.Select(step =>
            new StepProgress(step.Ordinal, ReleaseTaskStatus.Queued, 0, step.ProgressTotal, null, null, null))];
        _publishes = new Coalescer(PublishInterval, time, _ =>
        {
            feed.Publish(Progress());
            return Task.CompletedTask;
        }, onError);
        _saves = new Coalescer(SaveInterval, time, async _ =>
        {
            var lines = UnsavedLog();
            // Without cancellation when the task ends, because it must be known whether the lines were saved.
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

    /// <summary>Marks a step as running.</summary>
    public void Start(int ordinal) => Change(ordinal, step => step with { Status = ReleaseTaskStatus.Active, Started = Now });

    /// <summary>Reports the progress of a step. It never goes back: a smaller number than before is ignored.</summary>
    public void Report(int ordinal, long done, string? message = null) => Change(ordinal, step => step with
    {
        Done = Math.Clamp(done, step.Done, step.Total),
        Message = message ?? step.Message,
    });

    /// <summary>Marks a step as completed, whatever it found.</summary>
    public void End(int ordinal, string? message) => Change(ordinal, step => step with
    {
        Status = ReleaseTaskStatus.Completed,
        Done = step.Total,
        Message = message,
        Started = step.Started ?? Now,
        Completed = Now,
    });

    /// <summary>Writes a line to the attempt's log. Beyond the maximum, the first lines are dropped.</summary>
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

        _publishes.Signal();
        _saves.Signal();
    }

    /// <summary>Returns the lines that are not saved yet. A save that failed, such as for a full disk, leaves them for the next one.</summary>
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

    /// <summary>Marks the steps that have not ended as failed.</summary>
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
            // The steps share one pass over the artifact: the task has done as much as the furthest open step, and everything when all ended.
            var open = _steps.Where(step => step.Status != ReleaseTaskStatus.Completed).ToList();
            // The furthest step may end before the others: the maximum keeps the progress from going back.
            var done = open.Count == 0 ? Claim.ProgressTotal : Math.Max(_furthest, open.Max(step => step.Done));
            _furthest = done;
            var elapsed = _time.GetElapsedTime(_startedTicks);
            double? rate = elapsed > MinRateTime && done > 0 ? done / elapsed.TotalSeconds : null;
            return new TaskProgress(
                Claim.TaskId, Claim.Attempt, Claim.ReleaseName, done, Claim.ProgressTotal, rate, Remaining(done, elapsed), _lines, [.. _steps]);
        }
    }

    /// <summary>Estimates the remaining time: at first by the duration of earlier tasks, then increasingly by this one's own speed.</summary>
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
            var at = Array.FindIndex(_steps, step => step.Ordinal == ordinal);
            _steps[at] = change(_steps[at]);
        }

        _publishes.Signal();
        _saves.Signal();
    }

    /// <summary>Waits for a publication and a save in progress, so that neither comes after the outcome.</summary>
    public async ValueTask DisposeAsync()
    {
        await _publishes.DisposeAsync();
        await _saves.DisposeAsync();
    }
}
