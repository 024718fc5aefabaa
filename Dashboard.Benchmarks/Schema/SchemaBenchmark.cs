using Dashboard.Benchmarks.Storage;

namespace Dashboard.Benchmarks.Schema;

/// <summary>What a change of the schema costs beside the plain SQL of it, and what looking at the schema costs.</summary>
internal static class SchemaBenchmark
{
    private static readonly (string Name, Action<Report> Run)[] Parts = [("look", LongChain.Run), ("rebuild", Rebuild.Run)];

    /// <param name="which">The names of the parts to run; all of them when empty.</param>
    /// <returns>1 when a target was missed.</returns>
    public static int Run(string[] which)
    {
        var report = new Report(Console.Out);
        Console.WriteLine($"Schema on {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        foreach (var (name, run) in Parts.Where(part => which.Length == 0 || which.Contains(part.Name)))
        {
            run(report);
        }

        Console.WriteLine();
        Console.WriteLine(report.AllMet ? "Every target was met." : "A target was missed.");
        return report.AllMet ? 0 : 1;
    }
}
