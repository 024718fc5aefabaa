using System.Globalization;
using System.Net;
using Dashboard.Benchmarks.Storage;

namespace Dashboard.Benchmarks.Live;

/// <summary>What a server costs that has nothing to do, while ten pages are open.</summary>
internal static class IdleBenchmark
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan MeasuredTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Pages =
        ["/", "/", "/tasks", "/tasks", "/projects", "/projects/widget", "/releases/widget/1.0.0", "/releases/widget/1.0.0", "/projects", "/tasks"];

    /// <returns>1 when a target was missed.</returns>
    public static async Task<int> RunAsync()
    {
        var report = new Report(Console.Out);
        Console.WriteLine($"An idle server on {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        var state = Directory.CreateTempSubdirectory("dashboard-idle-benchmark-");
        try
        {
            using var server = new LiveServerProcess(state.FullName, tasks: 0);
            var root = new Uri(await server.ReadAsync());
            var cookies = new CookieContainer();
            using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies });
            await CircuitClient.SignInAsync(http, root, LiveServer.UserName, LiveServer.Password);
            var batches = 0;
            var circuits = new List<CircuitClient>();
            foreach (var page in Pages)
            {
                circuits.Add(await CircuitClient.OpenAsync(http, cookies, new Uri(root, page), _ => Interlocked.Increment(ref batches)));
            }

            await Task.Delay(SettlingTime);
            var before = server.ProcessorTime();
            var batchesBefore = Volatile.Read(ref batches);
            var writes = await CountWritesAsync(state);
            var share = (server.ProcessorTime() - before) / MeasuredTime;

            report.Section(string.Create(CultureInfo.InvariantCulture, $"{Pages.Length} open pages, nothing to do, {MeasuredTime.TotalMinutes:0} min after {SettlingTime.TotalSeconds:0} s"));
            report.Target("processor time of the server, share of one core (under 1 %)", Report.Percent(share), share < 0.01);
            report.Target("writes to files of the state (none)", writes.Count == 0 ? "0" : string.Join(", ", writes.Select(file => $"{file.Key}: {file.Value}")), writes.Count == 0);
            report.Line("render batches", (Volatile.Read(ref batches) - batchesBefore).ToString(CultureInfo.InvariantCulture));
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

    /// <summary>Counts how often each file of the state was seen with another time of its last write.</summary>
    private static async Task<SortedDictionary<string, int>> CountWritesAsync(DirectoryInfo state)
    {
        var writes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var seen = Times(state);
        using var timer = new PeriodicTimer(Interval);
        for (var left = MeasuredTime / Interval; left > 0 && await timer.WaitForNextTickAsync(); left--)
        {
            var now = Times(state);
            foreach (var (file, time) in now.Where(entry => !seen.TryGetValue(entry.Key, out var earlier) || earlier != entry.Value))
            {
                writes[file] = writes.GetValueOrDefault(file) + 1;
            }

            seen = now;
        }

        return writes;
    }

    private static Dictionary<string, DateTime> Times(DirectoryInfo state) => state.EnumerateFiles("*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(state.FullName, file.FullName), file => file.LastWriteTimeUtc, StringComparer.Ordinal);
}
