using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>From the deletion of a running job to its token.</summary>
internal static class Cancelling
{
    private const int Samples = 40;

    private static readonly SemaphoreSlim Started = new(0);
    private static readonly SemaphoreSlim Cancelled = new(0);

    private static long _cancelledAt;

    public static void Run(Report report)
    {
        report.Section($"Cancelling a running job ({Samples} jobs, CancellationCheckInterval 50 ms)");
        using var own = Candidate.SQLite();
        using var server = own.StartServer(4, options => options.CancellationCheckInterval = TimeSpan.FromMilliseconds(50));
        var client = new BackgroundJobClient(own.Storage);
        var times = new List<double>();
        for (var number = 0; number < Samples; number++)
        {
            var id = client.Enqueue(() => Wait(CancellationToken.None));
            Started.Wait();
            // The moment of the deletion falls anywhere between two checks.
            Thread.Sleep(number % 50);
            var deleted = Stopwatch.GetTimestamp();
            client.Delete(id);
            Cancelled.Wait();
            times.Add(Stopwatch.GetElapsedTime(deleted, _cancelledAt).TotalMilliseconds);
        }

        report.Target("deletion to token (max under 100 ms)", Report.Times(times), times.Max() < 100);
    }

    public static void Wait(CancellationToken cancellation)
    {
        Started.Release();
        cancellation.WaitHandle.WaitOne();
        _cancelledAt = Stopwatch.GetTimestamp();
        Cancelled.Release();
        cancellation.ThrowIfCancellationRequested();
    }
}
