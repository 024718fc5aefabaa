using System.Diagnostics;
using System.Globalization;
using System.Net;
using Dashboard.Benchmarks.Storage;

namespace Dashboard.Benchmarks.Live;

/// <summary>Twenty tasks that each report fifty times a second, and two hundred open pages that watch them.</summary>
internal static class LiveBenchmark
{
    private const int Tasks = 20;
    private const int Pages = 200;
    private const long MostHeapPerPage = 1024 * 1024;

    /// <param name="minutes">How long is watched.</param>
    /// <returns>1 when a target was missed.</returns>
    public static async Task<int> RunAsync(int minutes)
    {
        var report = new Report(Console.Out);
        Console.WriteLine($"Live pages on {Environment.ProcessorCount} cores, .NET {Environment.Version}, server and pages share them");
        var state = Directory.CreateTempSubdirectory("dashboard-live-benchmark-");
        try
        {
            using var server = new LiveServerProcess(state.FullName, Tasks);
            var root = new Uri(await server.ReadAsync());
            var cookies = new CookieContainer();
            using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies });
            await CircuitClient.SignInAsync(http, root, LiveServer.UserName, LiveServer.Password);

            // What the first page costs once and for all is nobody's.
            await using (await CircuitClient.OpenAsync(http, cookies, new Uri(root, "/tasks/1"), _ => { }))
            {
                await server.AskHeapAsync();
            }

            await Task.Delay(TimeSpan.FromSeconds(5));
            var empty = await server.AskHeapAsync();
            var watched = new List<WatchedPage>();
            var circuits = new List<CircuitClient>();
            var opening = Stopwatch.StartNew();
            for (var number = 0; number < Pages; number++)
            {
                var page = new WatchedPage();
                watched.Add(page);
                circuits.Add(await CircuitClient.OpenAsync(http, cookies, new Uri(root, $"/tasks/{(number % Tasks) + 1}"), page.Receive));
            }

            report.Section($"{Pages} pages of {Tasks} tasks, {1 / LiveServer.Pace.TotalSeconds:0} reports a second of each task, {minutes} min");
            report.Line("opened in", $"{opening.Elapsed.TotalSeconds:F1} s");
            await Task.Delay(TimeSpan.FromSeconds(5));
            var idle = (await server.AskHeapAsync() - empty) / Pages;
            report.Target("managed heap per idle page of a task (under 1 MiB)", Kibibytes(idle), idle < MostHeapPerPage);

            await server.AskAsync("report");
            var heaps = new List<long>();
            for (var at = 0; at < 4 * minutes; at++)
            {
                await Task.Delay(TimeSpan.FromSeconds(15));
                heaps.Add(await server.AskHeapAsync());
            }

            Tell(report, watched, heaps);
            report.Line("processor time of the server, share of one core", Report.Percent(server.ProcessorShare()));
            foreach (var circuit in circuits)
            {
                await circuit.DisposeAsync();
            }
        }
        finally
        {
            state.Delete(recursive: true);
        }

        Console.WriteLine();
        Console.WriteLine(report.AllMet ? "Every target was met." : "A target was missed.");
        return report.AllMet ? 0 : 1;
    }

    private static void Tell(Report report, List<WatchedPage> watched, List<long> heaps)
    {
        var blind = watched.Count(page => page.Batches < 2);
        report.Target("pages that saw nothing (none)", blind.ToString(CultureInfo.InvariantCulture), blind == 0);
        var ages = watched.SelectMany(page => page.Ages).ToList();
        report.Target("report to render batch (p95 under 250 ms)", Report.Times(ages), Report.At(ages, 0.95) < 250);
        var rates = watched.Select(page => page.BatchesPerSecond).ToList();
        report.Target(
            "render batches per second and component (at most ten)",
            string.Create(CultureInfo.InvariantCulture, $"mean {rates.Average():F1}, most {rates.Max():F1}"),
            rates.Max() <= 10);
        // The first quarter of a minute fills what is filled once: pools, queries, buffers.
        var (first, last) = (heaps[0], heaps[^1]);
        report.Target(
            "growth of the managed heap from the first 15 s to the end (none: under 2 %)",
            string.Create(CultureInfo.InvariantCulture, $"{first / 1e6:F1} -> {last / 1e6:F1} MB"),
            last < first * 1.02);
    }

    private static string Kibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F0} KiB");
}
