using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>Servers in other processes: how long a job takes to reach one, and whether it reaches one only.</summary>
internal static class SeveralProcesses
{
    private const int Burst = 1_000;
    private const int Spaced = 150;

    public static void Run(Report report)
    {
        report.Section($"Several processes on one file ({Burst:N0} jobs at once, then {Spaced} jobs one by one)");
        foreach (var processes in new[] { 2, 4 })
        {
            Measure(report, processes);
        }
    }

    private static void Measure(Report report, int processes)
    {
        using var candidate = Candidate.SQLite();
        var directory = Path.GetDirectoryName(candidate.Path)!;
        var logs = Enumerable.Range(0, processes).Select(number => Path.Combine(directory, $"{number}.log")).ToList();
        var workers = logs.Select(log => new WorkerProcess(candidate.Path, log, workers: 4)).ToList();
        var client = new BackgroundJobClient(candidate.Storage);
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < Burst; number++)
        {
            client.Enqueue(() => TimedJob.Run(number, Stopwatch.GetTimestamp()));
        }

        var done = WaitUntil(candidate, Burst);
        var seconds = watch.Elapsed.TotalSeconds;
        for (var number = Burst; number < Burst + Spaced; number++)
        {
            var enqueued = Stopwatch.GetTimestamp();
            client.Enqueue(() => TimedJob.Run(number, enqueued));
            // Between two looks of the other processes at the file.
            Thread.Sleep(20 + (number % 50));
        }

        done &= WaitUntil(candidate, Burst + Spaced);
        workers.ForEach(worker => worker.Dispose());
        var runs = logs.SelectMany(TimedJob.Read).ToList();
        var twice = runs.Count - runs.Select(run => run.Number).Distinct().Count();
        report.Target(
            $"{processes} processes: every job once, none stalled",
            $"{runs.Count - twice:N0} run, {twice} twice, {Burst + Spaced - runs.Count + twice} not at all, {Report.Rate(Burst / seconds)} with the enqueueing",
            done && twice == 0 && runs.Count == Burst + Spaced);
        var times = runs.Where(run => run.Number >= Burst).Select(run => run.Milliseconds).ToList();
        report.Target($"{processes} processes: enqueue to start (p95 under 120 ms)", Report.Times(times), Report.At(times, 0.95) < 120);
    }

    private static bool WaitUntil(Candidate candidate, long succeeded)
    {
        var watch = Stopwatch.StartNew();
        while (candidate.Storage.GetMonitoringApi().GetStatistics().Succeeded < succeeded)
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
            {
                return false;
            }

            Thread.Sleep(2);
        }

        return true;
    }
}
