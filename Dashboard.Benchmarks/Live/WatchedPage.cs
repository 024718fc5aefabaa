using System.Diagnostics;

namespace Dashboard.Benchmarks.Live;

/// <summary>What one page of a task saw: how old each report was when a render batch showed it, or a later one.</summary>
internal sealed class WatchedPage
{
    private const int MostSamples = 200_000;

    private readonly Lock _lock = new();
    private readonly List<double> _ages = [];
    private long _shown;
    private long _first;
    private long _last;
    private int _batches;

    /// <summary>Milliseconds.</summary>
    public IReadOnlyList<double> Ages
    {
        get
        {
            lock (_lock)
            {
                return [.. _ages];
            }
        }
    }

    /// <summary>Batches of the one component that shows the reports.</summary>
    public double BatchesPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _batches < 2 ? 0 : (_batches - 1) / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;
            }
        }
    }

    public int Batches => Volatile.Read(ref _batches);

    public void Receive(byte[] batch)
    {
        var now = Stopwatch.GetTimestamp();
        if (NewestTick(batch) is not { } tick)
        {
            return;
        }

        lock (_lock)
        {
            _first = _first == 0 ? now : _first;
            _last = now;
            _batches++;
            // Those between the one shown before and this one were overtaken: they count from their own moment.
            var pace = (long)(LiveServer.Pace.TotalSeconds * Stopwatch.Frequency);
            for (var report = tick; report > _shown && _shown != 0 && _ages.Count < MostSamples; report -= pace)
            {
                _ages.Add(Stopwatch.GetElapsedTime(report, now).TotalMilliseconds);
            }

            _shown = tick;
        }
    }

    // "tick 123456789."
    private static long? NewestTick(ReadOnlySpan<byte> batch)
    {
        long? newest = null;
        for (var at = batch.IndexOf("tick "u8); at >= 0; at = batch.IndexOf("tick "u8))
        {
            batch = batch[(at + 5)..];
            var end = batch.IndexOf((byte)'.');
            if (end > 0 && long.TryParse(batch[..end], out var tick))
            {
                newest = Math.Max(newest ?? 0, tick);
            }
        }

        return newest;
    }
}
