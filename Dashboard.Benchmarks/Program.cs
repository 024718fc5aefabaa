using Dashboard.Benchmarks.Storage;

// dotnet run -c Release --project Dashboard.Benchmarks -- storage
return args switch
{
    ["storage", .. var which] => StorageBenchmark.Run(which),
    // What the benchmark itself starts: one more process on the same file.
    [WorkerProcess.Verb, var path, var log, var workers] => WorkerProcess.Run(path, log, int.Parse(workers, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project Dashboard.Benchmarks -- storage [name of a part ...]");
    return 2;
}
