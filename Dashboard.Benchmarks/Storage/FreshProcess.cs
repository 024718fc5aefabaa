using System.Diagnostics;
using System.Globalization;

namespace Dashboard.Benchmarks.Storage;

/// <summary>
/// The throughput of a process that has just started, with its code still to be compiled: as the published figures of
/// other storages were measured.
/// </summary>
internal static class FreshProcess
{
    public const string Verb = "storage-fresh";

    private const string Memory = "memory";
    private const string Own = "own";
    private const int Rounds = 5;

    public static void Run(Report report)
    {
        report.Section($"The first {Throughput.Jobs:N0} jobs of a process (median of {Rounds} processes)");
        foreach (var workers in new[] { 4, 20 })
        {
            var memory = Median(Memory, workers);
            var own = Median(Own, workers);
            report.Line($"enqueued, 1 client, then run, {workers} workers, Hangfire.InMemory", $"{Report.Rate(memory.Enqueued)}, {Report.Rate(memory.Run)}");
            report.Line(
                $"enqueued, 1 client, then run, {workers} workers, {Candidate.SQLiteName}",
                $"{Report.Rate(own.Enqueued)}, {Report.Rate(own.Run)}, {Report.Percent(own.Run / memory.Run)} of InMemory (goal 25 %)");
        }
    }

    /// <summary>Prints both rates.</summary>
    public static int Measure(string storage, int workers)
    {
        StorageBenchmark.Configure();
        var (enqueued, run) = Throughput.Measure(storage == Own ? () => Candidate.SQLite() : Candidate.InMemory, clients: 1, workers);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{enqueued} {run}"));
        return 0;
    }

    private static (double Enqueued, double Run) Median(string storage, int workers)
    {
        var rates = Enumerable.Range(0, Rounds).Select(_ => Ask(storage, workers)).ToList();
        return (Report.At(rates.ConvertAll(rate => rate.Enqueued), 0.5), Report.At(rates.ConvertAll(rate => rate.Run), 0.5));
    }

    private static (double Enqueued, double Run) Ask(string storage, int workers)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(FreshProcess).Assembly.Location, Verb, storage, workers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var rates = process.StandardOutput.ReadToEnd().Split(' ').Select(rate => double.Parse(rate, CultureInfo.InvariantCulture)).ToArray();
        process.WaitForExit();
        return (rates[0], rates[1]);
    }
}
