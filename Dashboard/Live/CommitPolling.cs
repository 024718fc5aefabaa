using Dashboard.Data.Changes.Sqlite;

namespace Dashboard.Live;

/// <summary>
/// Polls a database soon after any process has committed to it: when the operating system reports a write, at most once an interval, and every
/// two seconds in case a report was missed. Where the system does not report promptly, it polls at each interval.
/// </summary>
/// <param name="interval">The least time between two polls.</param>
/// <param name="poll">Returns whether it found a commit. Never called twice at the same time.</param>
/// <param name="onError">Told of each poll that threw.</param>
internal sealed class CommitPolling(string database, TimeSpan interval, TimeProvider time, Func<bool> poll, Action<Exception> onError)
{
    private static readonly TimeSpan ReportedInterval = TimeSpan.FromSeconds(2);

    private int _written;

    /// <summary>Polls until it is cancelled, and returns when the last poll has ended.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        Coalescer? polls = null;
        await using var running = polls = new Coalescer(
            interval, time, _ => Task.FromResult(PollOnce(polls!)), error =>
            {
                onError(error);
                return Task.CompletedTask;
            });
        using var writes = new LogWriteSignal(database, () =>
        {
            Volatile.Write(ref _written, 1);
            polls.Signal();
        });
        using var timer = new PeriodicTimer(writes.IsPrompt ? ReportedInterval : interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                polls.Signal();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>The log is written a moment before its commit can be seen: a poll that was too early is repeated.</summary>
    private bool PollOnce(Coalescer polls)
    {
        var written = Interlocked.Exchange(ref _written, 0) == 1;
        var found = poll();
        if (written && !found)
        {
            polls.Signal();
        }

        return found;
    }
}
