using Dashboard.Tests.Storage.Support;
using Hangfire.States;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Database;

namespace Dashboard.Tests.Storage;

/// <summary>The file itself: how it is named, opened, shared, refused, and what happens when it is full.</summary>
public sealed partial class FileTests : IDisposable
{
    private readonly SQLiteUnderTest _storage = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("job-storage-");

    public void Dispose()
    {
        _storage.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void What_was_written_is_there_after_a_restart()
    {
        var id = _storage.Enqueue();

        _storage.Restart();

        Assert.Equal(id, _storage.Fetch().JobId);
    }

    [Fact]
    public void Ids_are_never_given_twice_not_even_after_a_restart()
    {
        var before = Enumerable.Range(0, 100).Select(_ => _storage.CreateJob()).ToList();
        _storage.Count("DELETE FROM hangfire_job RETURNING 1");

        _storage.Restart();

        Assert.DoesNotContain(_storage.CreateJob(), before);
    }

    [Fact]
    public void A_connection_string_names_the_file_too()
    {
        var path = PathOf("a=b.db");

        using var byPath = new SQLiteStorage(path);
        using var byConnectionString = new SQLiteStorage($"Data Source={path}");

        Assert.Equal($"SQLite: {path}", byPath.ToString());
        Assert.Same(byPath.Core.Database, byConnectionString.Core.Database);
    }

    [Fact]
    public void Two_names_of_one_file_meet_in_one_gate()
    {
        File.CreateSymbolicLink(PathOf("link.db"), _storage.Path);
        Directory.CreateSymbolicLink(PathOf("link"), Path.GetDirectoryName(_storage.Path)!);

        using var byFileLink = new SQLiteStorage(PathOf("link.db"));
        using var byDirectoryLink = new SQLiteStorage(Path.Combine(PathOf("link"), "jobs.db"));

        Assert.Same(_storage.Own.Core.Database, byFileLink.Core.Database);
        Assert.Same(_storage.Own.Core.Database, byDirectoryLink.Core.Database);
    }

    [Fact]
    public void The_name_in_the_dashboard_shows_no_password()
    {
        var location = DatabaseLocation.Parse($"Data Source={PathOf("secret.db")};Password=hunter2");

        Assert.DoesNotContain("hunter2", location.Path, StringComparison.Ordinal);
        Assert.Contains("hunter2", location.ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=jobs;Mode=Memory;Cache=Shared")]
    public void What_is_no_file_is_refused(string name) => Assert.Throws<ArgumentException>(() => new SQLiteStorage(name));

    [Fact]
    public void A_storage_that_was_closed_says_so()
    {
        var storage = new SQLiteStorage(PathOf("closed.db"));
        storage.Dispose();

        Assert.Throws<ObjectDisposedException>(() => storage.GetMonitoringApi().GetStatistics());
        Assert.Throws<ObjectDisposedException>(() => storage.GetConnection().SetJobParameter("1", "name", "value"));
    }

    [Fact]
    public void Closing_one_of_two_storages_on_a_file_leaves_the_other_open()
    {
        var second = _storage.Open();

        second.Dispose();

        _storage.Enqueue();
        Assert.Equal(1, _storage.Storage.GetMonitoringApi().EnqueuedCount("default"));
    }

    [Fact]
    public void A_closed_file_has_no_log_beside_it()
    {
        var storage = new SQLiteStorage(PathOf("closed.db"));
        storage.Dispose();

        Assert.Equal(["closed.db", "closed.db-locks"], _directory.GetFiles().Select(file => file.Name).Order());
    }

    [Fact]
    public void Code_from_outside_that_fails_does_so_before_anything_is_written()
    {
        using var connection = _storage.Connect();
        using var transaction = connection.CreateWriteTransaction();
        transaction.IncrementCounter("counter");

        Assert.Throws<InvalidOperationException>(() => transaction.SetRangeInHash("key", Failing()));
        transaction.Commit();

        Assert.Equal(1, connection.GetCounter("counter"));
        Assert.Null(connection.GetAllEntriesFromHash("key"));
    }

    [Fact]
    public void Code_from_outside_may_use_the_storage_itself()
    {
        var id = _storage.CreateJob();
        var state = new AskingState(() => _storage.CreateJob());

        _storage.Commit(transaction => transaction.SetJobState(id, state));

        Assert.Equal(2, _storage.Count("SELECT count(*) FROM hangfire_job"));
    }

    [Fact]
    public void An_id_may_be_longer_than_32_bits()
    {
        _storage.Count("UPDATE hangfire_sequence SET next = 5000000000 RETURNING 1");

        var id = _storage.Enqueue();

        Assert.Equal("5000000000", id);
        Assert.Equal(id, _storage.Fetch().JobId);
        Assert.Equal(id, Assert.Single(_storage.Storage.GetMonitoringApi().FetchedJobs("default", 0, 10)).Key);
    }

    [Fact]
    public async Task Many_threads_may_open_the_file_for_the_first_time_together()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new SQLiteStorage(PathOf("together.db")))));

        Assert.All(storages, storage => Assert.Equal(0, storage.GetMonitoringApi().GetStatistics().Enqueued));
        Array.ForEach(storages, storage => storage.Dispose());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var options = new SQLiteStorageOptions();

        Assert.Throws<ArgumentException>(() => options.QueuePollInterval = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.QueuePollInterval = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentException>(() => options.InvisibilityTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.InvisibilityTimeout = TimeSpan.MaxValue);
        Assert.Throws<ArgumentException>(() => options.DistributedLockLifetime = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.JobExpirationCheckInterval = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.JobExpirationTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.PoolSize = -1);
    }

    private sealed class AskingState(Action ask) : IState
    {
        public string Name => "Asking";

        public string? Reason => null;

        public bool IsFinal => false;

        public bool IgnoreJobLoadException => false;

        public Dictionary<string, string?> SerializeData()
        {
            ask();
            return [];
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Failing()
    {
        yield return KeyValuePair.Create("field", "value");
        throw new InvalidOperationException();
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private void Run(string name, string sql)
    {
        using var handle = new SQLiteHandle(DatabaseLocation.Parse(PathOf(name)).ConnectionString);
        handle.Run(sql);
    }
}
