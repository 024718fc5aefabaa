namespace Dashboard.Live;

/// <summary>
/// Turns many signals into few runs: the first at once, then at most one per interval, never two together, and never losing the last
/// signal: what happens during a run is seen by a next one.
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
            // Closed: nobody is left to show anything to.
        }
        catch
        {
            // Not even the error could be told: the next signal begins anew.
            lock (_lock)
            {
                _busy = false;
            }

            throw;
        }
    }

    /// <summary>A run that fails is told; what was signalled during it is seen by the next one all the same.</summary>
    private async Task RunOnceAsync()
    {
        try
        {
            await run(_closing.Token);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // Closed, and what it worked with may be gone.
        }
        catch (Exception error)
        {
            await TellAsync(error);
        }
    }

    private async Task TellAsync(Exception error)
    {
        try
        {
            await onError(error);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // Closed just now: a component that is gone takes no error.
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

    /// <summary>Stops, and waits for a run that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            _closing.Cancel();
            running = _running;
        }

        // The source holds nothing that needs disposing, and may be cancelled again.
        await running;
    }
}
