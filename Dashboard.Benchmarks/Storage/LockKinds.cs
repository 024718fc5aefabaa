using System.Diagnostics;
using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>The two ways in which distributed locks can be kept: the decision between them.</summary>
internal static class LockKinds
{
    private const int Jobs = 2_000;

    public static void Run(Report report)
    {
        report.Section("Distributed locks: bytes of a file, or rows (as on macOS)");
        foreach (var rows in new[] { false, true })
        {
            var kind = rows ? "rows" : "bytes of a file";
            using var candidate = Candidate.SQLite(options => options.LocksInRows = rows);
            using var connection = candidate.Storage.GetConnection();
            connection.AcquireDistributedLock("warm", TimeSpan.Zero).Dispose();
            var watch = Stopwatch.StartNew();
            for (var number = 0; number < Jobs; number++)
            {
                connection.AcquireDistributedLock("lock", TimeSpan.Zero).Dispose();
            }

            report.Line($"taken and released, {kind}", $"{watch.Elapsed.TotalMicroseconds / Jobs:F1} us");
            var rates = Enumerable.Range(0, 4).Select(_ => RunJobs(rows)).Skip(1).Order().ToList();
            report.Line($"run, 4 workers, {kind}", Report.Rate(rates[1]));
        }
    }

    private static double RunJobs(bool rows)
    {
        using var candidate = Candidate.SQLite(options => options.LocksInRows = rows);
        using var left = EmptyJob.Expect(Jobs);
        var client = new BackgroundJobClient(candidate.Storage);
        for (var number = 0; number < Jobs; number++)
        {
            client.Enqueue(() => EmptyJob.Run(number));
        }

        using var server = candidate.StartServer(4);
        left.Wait();
        return Jobs / EmptyJob.FirstToLast.TotalSeconds;
    }
}
