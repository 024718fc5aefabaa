using System.Diagnostics;

namespace Dashboard.Benchmarks.Storage;

/// <summary>What the benchmark's jobs do: note that they ran, and when.</summary>
public static class EmptyJob
{
    private static CountdownEvent? _left;
    private static long _firstStarted;
    private static long _lastStarted;

    /// <summary>Ticks of <see cref="Stopwatch"/>.</summary>
    public static TimeSpan FirstToLast => Stopwatch.GetElapsedTime(Volatile.Read(ref _firstStarted), Volatile.Read(ref _lastStarted));

    public static long LastStarted => Volatile.Read(ref _lastStarted);

    /// <summary>To be called before jobs can run.</summary>
    public static CountdownEvent Expect(int count)
    {
        _firstStarted = 0;
        return _left = new CountdownEvent(count);
    }

    public static void Run(int number)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.CompareExchange(ref _firstStarted, now, 0);
        Volatile.Write(ref _lastStarted, now);
        _left!.Signal();
    }
}
