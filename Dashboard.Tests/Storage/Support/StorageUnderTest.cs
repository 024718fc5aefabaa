using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;

namespace Dashboard.Tests.Storage.Support;

/// <summary>A storage that a test has to itself. The contract is tested on two of them, so that the tests are tested too.</summary>
public abstract class StorageUnderTest : IDisposable
{
    public abstract JobStorage Storage { get; }

    public JobStorageConnection Connect() => (JobStorageConnection)Storage.GetConnection();

    public void Commit(Action<JobStorageTransaction> changes)
    {
        using var connection = Connect();
        using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
        changes(transaction);
        transaction.Commit();
    }

    /// <summary>A job without a state.</summary>
    public string CreateJob(params (string Name, string? Value)[] parameters)
    {
        using var connection = Connect();
        return connection.CreateExpiredJob(
            AnyJob.One, parameters.ToDictionary(pair => pair.Name, pair => pair.Value!), DateTime.UtcNow, TimeSpan.FromDays(1));
    }

    /// <summary>A job that waits in a queue in no particular state.</summary>
    public string Enqueue(string queue = "default")
    {
        var id = CreateJob();
        Commit(transaction => transaction.AddToQueue(queue, id));
        return id;
    }

    public IFetchedJob Fetch(params string[] queues)
    {
        using var connection = Connect();
        return connection.FetchNextJob(queues.Length == 0 ? ["default"] : queues, CancellationToken.None);
    }

    /// <summary>Null when nothing is there to be fetched. Asks for a message of its own last, so that it need not wait.</summary>
    public IFetchedJob? TryFetch(params string[] queues)
    {
        var last = Enqueue("last");
        var fetched = Fetch([.. queues.Length == 0 ? ["default"] : queues, "last"]);
        if (fetched.JobId != last)
        {
            Fetch("last").RemoveFromQueue();
            return fetched;
        }

        fetched.RemoveFromQueue();
        return null;
    }

    public abstract void Dispose();
}

public sealed class SQLiteUnderTest : StorageUnderTest
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("job-storage-");

    public SQLiteUnderTest()
        : this(null)
    {
    }

    public SQLiteUnderTest(Action<SQLiteStorageOptions>? configure)
    {
        Own = Open(configure);
    }

    public SQLiteStorage Own { get; private set; }

    public override JobStorage Storage => Own;

    public string Path => System.IO.Path.Combine(_directory.FullName, "jobs.db");

    /// <summary>One more storage on the same file; the caller disposes it.</summary>
    public SQLiteStorage Open(Action<SQLiteStorageOptions>? configure = null)
    {
        var options = new SQLiteStorageOptions();
        configure?.Invoke(options);
        return new SQLiteStorage(Path, options);
    }

    /// <summary>Closes the file and opens it again, as a restart does.</summary>
    public void Restart(Action<SQLiteStorageOptions>? configure = null)
    {
        Own.Dispose();
        Own = Open(configure);
    }

    /// <summary>Asks the file itself.</summary>
    public long Count(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public override void Dispose()
    {
        Own.Dispose();
        _directory.Delete(recursive: true);
    }
}

public sealed class InMemoryUnderTest : StorageUnderTest
{
    private readonly InMemoryStorage _storage = new();

    public override JobStorage Storage => _storage;

    public override void Dispose() => _storage.Dispose();
}
