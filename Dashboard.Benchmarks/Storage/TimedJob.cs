using System.Diagnostics;
using System.Globalization;

namespace Dashboard.Benchmarks.Storage;

/// <summary>A job that writes down how long it took to be started. Stopwatch ticks are the same in every process of a host.</summary>
public static class TimedJob
{
    private static readonly Lock Gate = new();

    public static TextWriter? Log { get; set; }

    public static void Run(int number, long enqueued)
    {
        var waited = Stopwatch.GetElapsedTime(enqueued).TotalMilliseconds;
        lock (Gate)
        {
            Log!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {waited}"));
        }
    }

    public static IEnumerable<(int Number, double Milliseconds)> Read(string log) =>
        File.ReadLines(log).Select(line => line.Split(' ')).Select(parts =>
            (int.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture)));
}
