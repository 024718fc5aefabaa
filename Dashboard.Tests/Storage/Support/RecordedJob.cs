using System.Globalization;

namespace Dashboard.Tests.Storage.Support;

/// <summary>A job that writes down that it ran, in a file of its process.</summary>
public static class RecordedJob
{
    private static readonly Lock Gate = new();

    public static string? Log { get; set; }

    public static void Run(int number)
    {
        lock (Gate)
        {
            // Handed to the operating system at once, so that it outlives the process.
            File.AppendAllText(Log!, number.ToString(CultureInfo.InvariantCulture) + "\n");
        }
    }

    /// <summary>Until its process ends, whatever it is told.</summary>
    public static void RunForEver(int number)
    {
        Run(number);
        Thread.Sleep(Timeout.Infinite);
    }

    public static IEnumerable<int> Read(string log) =>
        File.Exists(log) ? File.ReadLines(log).Select(line => int.Parse(line, CultureInfo.InvariantCulture)) : [];
}
