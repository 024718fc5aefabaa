using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>From the call that enqueues to the first line of the job, on a server that has nothing else to do.</summary>
internal static class PickUp
{
    private const int Samples = 300;

    public static void Run(Report report)
    {
        report.Section($"Enqueue to start on an idle server ({Samples} jobs, one at a time)");
        using (var memory = Candidate.InMemory())
        {
            report.Line(memory.Name, Report.Times(Measure(memory)));
        }

        using var own = Candidate.SQLite();
        var times = Measure(own);
        report.Target(
            own.Name + " (p50 under 3 ms, p95 under 15 ms)", Report.Times(times), Report.At(times, 0.5) < 3 && Report.At(times, 0.95) < 15);
    }

    private static List<double> Measure(Candidate candidate)
    {
        using var server = candidate.StartServer(workers: 4);
        var client = new BackgroundJobClient(candidate.Storage);
        var times = new List<double>();
        // The first ones compile the code.
        for (var number = -30; number < Samples; number++)
        {
            using var left = EmptyJob.Expect(1);
            var enqueued = Stopwatch.GetTimestamp();
            client.Enqueue(() => EmptyJob.Run(number));
            left.Wait();
            if (number >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(enqueued, EmptyJob.LastStarted).TotalMilliseconds);
            }

            // Until the workers wait again.
            Thread.Sleep(10);
        }

        return times;
    }
}
