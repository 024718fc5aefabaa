using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.Storage.SQLite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>A Hangfire server in a process of its own, on the file of the benchmark.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Verb = "storage-worker";

    private readonly Process _process;

    public WorkerProcess(string path, string log, int workers)
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(WorkerProcess).Assembly.Location, Verb, path, log, workers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _process.StandardOutput.ReadLine();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    public static int Run(string path, string log, int workers)
    {
        using var storage = new SQLiteStorage(path, new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(50) });
        using var writer = new StreamWriter(log);
        TimedJob.Log = writer;
        using (new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = workers }, storage))
        {
            Console.Out.WriteLine("ready");
            Console.In.ReadToEnd();
        }

        return 0;
    }
}
