using Hangfire;

namespace Dashboard.Benchmarks.Storage;

/// <summary>Every figure that the job storage is held to, in one run, side by side with Hangfire.InMemory and the published package.</summary>
internal static class StorageBenchmark
{
    private static readonly (string Name, Action<Report> Run)[] Parts =
    [
        ("pickup", PickUp.Run),
        ("throughput", Throughput.Run),
        ("fresh", FreshProcess.Run),
        ("locks", LockKinds.Run),
        ("processes", SeveralProcesses.Run),
        ("cancelling", Cancelling.Run),
        ("growth", Growth.Run),
        ("waiting", Waiting.Run),
        ("package", PublishedPackage.Run),
    ];

    /// <param name="which">The names of the parts to run; all of them when empty.</param>
    /// <returns>1 when a target was missed.</returns>
    public static int Run(string[] which)
    {
        Configure();
        var report = new Report(Console.Out);
        Console.WriteLine($"Job storage on {Environment.ProcessorCount} cores, .NET {Environment.Version}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC");
        foreach (var (name, run) in Parts.Where(part => which.Length == 0 || which.Contains(part.Name)))
        {
            run(report);
        }

        if (PublishedPackage.IsThisBuild)
        {
            // The targets are those of the other build.
            return 0;
        }

        Console.WriteLine();
        Console.WriteLine(report.AllMet ? "Every target was met." : "A target was missed.");
        return report.AllMet ? 0 : 1;
    }

    /// <summary>Hangfire as the application sets it up.</summary>
    public static void Configure()
    {
        GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseRecommendedSerializerSettings();
        GlobalJobFilters.Filters.Remove<AutomaticRetryAttribute>();
    }
}
