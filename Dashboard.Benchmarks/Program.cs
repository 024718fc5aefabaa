using System.Globalization;
using Dashboard.Benchmarks.Live;
using Dashboard.Benchmarks.Schema;
using Dashboard.Benchmarks.Storage;

return args switch
{
    ["storage", .. var which] => StorageBenchmark.Run(which),
    ["live"] => await LiveBenchmark.RunAsync(minutes: 1),
    ["live", "--minutes", var minutes] when int.TryParse(minutes, out var count) && count > 0 => await LiveBenchmark.RunAsync(count),
    ["idle"] => await IdleBenchmark.RunAsync(),
    ["schema", .. var which] => SchemaBenchmark.Run(which),
    // What the benchmarks themselves start: one more process on the same file, a process that has just started, and the server that is watched.
    [WorkerProcess.Verb, var path, var log, var workers] => WorkerProcess.Run(path, log, int.Parse(workers, CultureInfo.InvariantCulture)),
    [FreshProcess.Verb, var storage, var workers] => FreshProcess.Measure(storage, int.Parse(workers, CultureInfo.InvariantCulture)),
    [LiveServer.Verb, var state, var tasks] => await LiveServer.RunAsync(state, int.Parse(tasks, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: dotnet run -c Release --project Dashboard.Benchmarks -- storage [name of a part ...]
               dotnet run -c Release --project Dashboard.Benchmarks -- live [--minutes N]
               dotnet run -c Release --project Dashboard.Benchmarks -- idle
               dotnet run -c Release --project Dashboard.Benchmarks -- schema [name of a part ...]
        """);
    return 2;
}
