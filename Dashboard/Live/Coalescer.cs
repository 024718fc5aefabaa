namespace Dashboard.Live;

/// <summary>
/// Coalesces many signals into few runs: the first run starts at once, then at most one per interval, never two at the same time. A signal
/// during a run causes another one, so the last signal is never lost.
/// </summary>
public sealed class Coalescer(
    TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> run, Func<Exception, Task> onError) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private bool _signalled;
    private bool _busy;

    public void Signal()
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            _signalled = true;
            if (!_busy)
            {
                _busy = true;
                _running = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (TakeSignal())
            {
                await RunOnceAsync();
                await Task.Delay(interval, time, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Disposed.
        }
        catch
        {
            // The error handler itself failed: the next signal starts a new loop.
            lock (_lock)
            {
                _busy = false;
            }

            throw;
        }
    }

    /// <summary>A run that fails is reported; a signal that came during it still causes the next one.</summary>
    private async Task RunOnceAsync()
    {
        try
        {
            await run(_closing.Token);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // Disposed during the run, and what the run uses perhaps as well.
        }
        catch (Exception error)
        {
            await ReportAsync(error);
        }
    }

    private async Task ReportAsync(Exception error)
    {
        try
        {
            await onError(error);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // Disposed in the meantime: a disposed component accepts no error.
        }
    }

    private bool TakeSignal()
    {
        lock (_lock)
        {
            _busy = _signalled;
            _signalled = false;
            return _busy;
        }
    }

    /// <summary>Stops, and waits for a run in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            _closing.Cancel();
            running = _running;
        }

        // The token source is not disposed: it holds no timer, and a second call may cancel it again.
        await running;
    }
}
