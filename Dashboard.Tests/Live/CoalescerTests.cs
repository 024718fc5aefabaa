using Dashboard.Live;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

public sealed class CoalescerTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ObservedTimeProvider _time = new();
    private readonly SemaphoreSlim _ran = new(0);
    private readonly TaskCompletionSource<Exception> _error = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Task> _work = () => Task.CompletedTask;
    private int _runs;

    public void Dispose()
    {
        _ran.Dispose();
        _time.Waits.Dispose();
    }

    [Fact]
    public async Task The_first_signal_runs_at_once()
    {
        await using var coalescer = Create();

        coalescer.Signal();

        Assert.True(await _ran.WaitAsync(Patience));
    }

    [Fact]
    public async Task Signals_within_the_interval_cause_one_run_after_it()
    {
        await using var coalescer = Create();
        coalescer.Signal();
        await _ran.WaitAsync(Patience);
        await _time.Waits.WaitAsync(Patience);

        for (var i = 0; i < 1000; i++)
        {
            coalescer.Signal();
        }

        Assert.Equal(1, _runs);
        _time.Advance(Interval);
        Assert.True(await _ran.WaitAsync(Patience));
        await _time.Waits.WaitAsync(Patience);
        _time.Advance(Interval);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_signal_during_a_run_causes_another_run()
    {
        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        _work = async () =>
        {
            inside.TrySetResult();
            await leave.Task;
        };
        await using var coalescer = Create();
        coalescer.Signal();
        await inside.Task.WaitAsync(Patience);

        coalescer.Signal();
        leave.SetResult();
        await _ran.WaitAsync(Patience);
        await _time.Waits.WaitAsync(Patience);
        _time.Advance(Interval);

        Assert.True(await _ran.WaitAsync(Patience));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_signal_after_a_quiet_interval_runs_at_once_again()
    {
        await using var coalescer = Create();
        coalescer.Signal();
        await _ran.WaitAsync(Patience);
        await _time.Waits.WaitAsync(Patience);
        _time.Advance(Interval);

        coalescer.Signal();

        Assert.True(await _ran.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_failed_run_is_reported_and_the_next_signal_causes_another_run()
    {
        _work = () => throw new InvalidOperationException("The first one fails.");
        await using var coalescer = Create();
        coalescer.Signal();
        var error = await _error.Task.WaitAsync(Patience);
        _work = () => Task.CompletedTask;

        coalescer.Signal();
        await _time.Waits.WaitAsync(Patience);
        _time.Advance(Interval);

        Assert.True(await _ran.WaitAsync(Patience));
        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public async Task A_signal_during_a_failing_run_causes_another_run()
    {
        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        _work = async () =>
        {
            inside.SetResult();
            await leave.Task;
        };
        await using var coalescer = Create();
        coalescer.Signal();
        await inside.Task.WaitAsync(Patience);

        coalescer.Signal();
        _work = () => Task.CompletedTask;
        leave.SetException(new InvalidOperationException("The first one fails."));
        await _time.Waits.WaitAsync(Patience);
        _time.Advance(Interval);

        Assert.True(await _ran.WaitAsync(Patience));
    }

    [Fact]
    public async Task Disposal_cancels_the_run_in_progress_and_waits_for_it()
    {
        var inside = new TaskCompletionSource();
        var ended = false;
        var coalescer = new Coalescer(Interval, _time, async closing =>
        {
            inside.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, closing).ContinueWith(_ => ended = true, TaskScheduler.Default);
            closing.ThrowIfCancellationRequested();
        }, _ => Task.CompletedTask);
        coalescer.Signal();
        await inside.Task.WaitAsync(Patience);

        await coalescer.DisposeAsync();

        Assert.True(ended);
    }

    [Fact]
    public async Task After_disposal_a_signal_and_a_second_disposal_have_no_effect()
    {
        var coalescer = Create();
        await coalescer.DisposeAsync();
        await coalescer.DisposeAsync();

        coalescer.Signal();

        Assert.Equal(0, _runs);
    }

    private Coalescer Create() => new(Interval, _time, async _ =>
    {
        await _work();
        Interlocked.Increment(ref _runs);
        _ran.Release();
    }, error =>
    {
        _error.TrySetResult(error);
        return Task.CompletedTask;
    });
}
