using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>Pages of a long queue, memory over a long run, and what an idle server costs.</summary>
internal static class Waiting
{
    public static void Run(Report report)
    {
        report.Section("Waiting jobs, long runs, idle servers");
        Page(report);
        Memory(report);
        Idle(report);
    }

    private static void Page(Report report)
    {
        const int Jobs = 10_000;
        foreach (var (candidate, target) in new[] { (Candidate.InMemory(), false), (Candidate.SQLite(), true) })
        {
            using (candidate)
            {
                var client = new BackgroundJobClient(candidate.Storage);
                for (var number = 0; number < Jobs; number++)
                {
                    client.Enqueue(() => EmptyJob.Run(number));
                }

                var monitor = candidate.Storage.GetMonitoringApi();
                var times = new List<double>();
                for (var page = 0; page < 200; page++)
                {
                    var started = Stopwatch.GetTimestamp();
                    var jobs = monitor.EnqueuedJobs("default", (page * 50) % Jobs, 50);
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    if (jobs.Count != 50)
                    {
                        throw new InvalidOperationException("The page is not full.");
                    }
                }

                var figure = Report.Times(times);
                var what = $"a page of 50 of {Jobs:N0} waiting jobs, {candidate.Name}";
                if (target)
                {
                    report.Target(what + " (under 5 ms)", figure, Report.At(times, 0.95) < 5);
                }
                else
                {
                    report.Line(what, figure);
                }
            }
        }
    }

    private static void Memory(Report report)
    {
        const int Jobs = 100_000;
        const int Step = 10_000;
        using var candidate = Candidate.SQLite();
        using var server = candidate.StartServer(4);
        var client = new BackgroundJobClient(candidate.Storage);
        var heap = new List<long>();
        var resident = new List<long>();
        for (var done = 0; done < Jobs; done += Step)
        {
            using var left = EmptyJob.Expect(Step);
            for (var number = 0; number < Step; number++)
            {
                client.Enqueue(() => EmptyJob.Run(number));
            }

            left.Wait();
            heap.Add(GC.GetTotalMemory(forceFullCollection: true));
            using var process = Process.GetCurrentProcess();
            resident.Add(process.WorkingSet64);
        }

        var grown = heap[^1] - heap[0];
        report.Target(
            $"memory over {Jobs:N0} jobs (managed heap grows under 5 MB)",
            $"heap {heap[0] / 1e6:F1} -> {heap[^1] / 1e6:F1} MB, resident {resident[0] / 1e6:F0} -> {resident[^1] / 1e6:F0} MB",
            grown < 5_000_000);
    }

    private static void Idle(Report report)
    {
        var seconds = 5;
        using var candidate = Candidate.SQLite();
        using var server = candidate.StartServer(20);
        // Until the server has started and nothing is compiled any more.
        Thread.Sleep(TimeSpan.FromSeconds(2));
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        process.Refresh();
        var share = (process.TotalProcessorTime - before).TotalSeconds / seconds;
        report.Target("an idle server with 20 workers, share of one core (under 1 %)", Report.Percent(share), share < 0.01);
    }
}
