using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Storage.Support;

/// <summary>One more process on the file of a test: a Hangfire server, or the holder of a lock.</summary>
internal sealed class StorageWorker : IDisposable
{
    public const string Verb = "storage-worker";

    private readonly Process _process;

    private StorageWorker(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(StorageWorker).Assembly.Location, Verb, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public static StorageWorker StartServer(string path, string log, int workers, TimeSpan invisibilityTimeout) =>
        new("server", path, log, workers.ToString(CultureInfo.InvariantCulture), invisibilityTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The process opens the file when <see cref="LetGoOn"/> is called, and writes one job.</summary>
    public static StorageWorker PrepareToOpen(string path) => new("open", path);

    /// <summary>Returns when the process has the lock.</summary>
    public static StorageWorker HoldLock(string path, string resource)
    {
        var worker = new StorageWorker("lock", path, resource);
        worker.WaitUntilReady();
        return worker;
    }

    public void WaitUntilReady()
    {
        if (_process.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException("The process ended before it was ready.");
        }
    }

    /// <summary>As kill -9 does: the process has no last word.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void LetGoOn() => _process.StandardInput.Close();

    /// <summary>Lets the process finish what it is at.</summary>
    /// <returns>Its exit code.</returns>
    public int Stop()
    {
        LetGoOn();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["server", var path, var log, var workers, var milliseconds]:
                RunServer(path, log, int.Parse(workers, CultureInfo.InvariantCulture), double.Parse(milliseconds, CultureInfo.InvariantCulture));
                return 0;
            case ["lock", var path, var resource]:
                using (var storage = new SQLiteStorage(path))
                using (var connection = storage.GetConnection())
                using (connection.AcquireDistributedLock(resource, TimeSpan.FromMinutes(1)))
                {
                    ReadyUntilInputEnds();
                }

                return 0;
            case ["open", var path]:
                ReadyUntilInputEnds();
                using (var storage = new SQLiteStorage(path))
                {
                    new BackgroundJobClient(storage).Enqueue(() => RecordedJob.Run(0));
                }

                return 0;
            default:
                return 2;
        }
    }

    private static void RunServer(string path, string log, int workers, double milliseconds)
    {
        RecordedJob.Log = log;
        using var storage = new SQLiteStorage(path, new SQLiteStorageOptions { InvisibilityTimeout = TimeSpan.FromMilliseconds(milliseconds) });
        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = workers, ShutdownTimeout = TimeSpan.FromSeconds(10) }, storage);
        ReadyUntilInputEnds();
    }

    private static void ReadyUntilInputEnds()
    {
        Console.Out.WriteLine("ready");
        // Ends with the test that started this process, whatever becomes of it.
        Console.In.ReadToEnd();
    }
}
