using Hangfire;
using Hangfire.InMemory;
using Hangfire.Storage.SQLite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>A storage in the comparison, opened empty and removed with all it wrote.</summary>
internal sealed class Candidate : IDisposable
{
    private readonly string? _directory;

    private Candidate(string name, string? directory, JobStorage storage)
    {
        Name = name;
        _directory = directory;
        Storage = storage;
    }

    public static string SQLiteName { get; } = PublishedPackage.IsThisBuild ? "the package" : "this storage";

    public string Name { get; }

    public JobStorage Storage { get; }

    public string Path => System.IO.Path.Combine(_directory!, "jobs.db");

    public static Candidate InMemory() => new("Hangfire.InMemory", null, new InMemoryStorage());

    public static Candidate SQLite(Action<SQLiteStorageOptions>? configure = null)
    {
        var directory = Directory.CreateTempSubdirectory("storage-benchmark-").FullName;
        // The package finds jobs by polling alone, every 15 seconds unless told; the application polls every 100 ms.
        var options = new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(50) };
        configure?.Invoke(options);
        return new(SQLiteName, directory, new SQLiteStorage(System.IO.Path.Combine(directory, "jobs.db"), options));
    }

    public BackgroundJobServer StartServer(int workers, Action<BackgroundJobServerOptions>? configure = null)
    {
        var options = new BackgroundJobServerOptions { WorkerCount = workers, ServerName = "benchmark", ShutdownTimeout = TimeSpan.FromSeconds(5) };
        configure?.Invoke(options);
        return new BackgroundJobServer(options, Storage);
    }

    public void Dispose()
    {
        (Storage as IDisposable)?.Dispose();
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
