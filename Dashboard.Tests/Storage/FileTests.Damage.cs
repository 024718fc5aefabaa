using Dashboard.Tests.Storage.Support;
using Hangfire.States;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Database;

namespace Dashboard.Tests.Storage;

/// <summary>Files that are newer, damaged, missing, read-only or full.</summary>
public sealed partial class FileTests
{
    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        using (new SQLiteStorage(PathOf("newer.db")))
        {
        }

        Run("newer.db", "UPDATE hangfire_schema SET version = 99");
        var before = File.ReadAllBytes(PathOf("newer.db"));

        var exception = Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(PathOf("newer.db")));
        Assert.Contains("has version 99 of the tables, and this program knows only version 1", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(PathOf("newer.db")));
    }

    [Fact]
    public void Tables_of_others_in_the_same_file_are_left_alone()
    {
        Run("shared.db", "CREATE TABLE job (id INTEGER); INSERT INTO job VALUES (1)");

        using var storage = new SQLiteStorage(PathOf("shared.db"));
        using var connection = storage.GetConnection();
        connection.SetRangeInHash("key", [KeyValuePair.Create("field", "value")]);

        Run("shared.db", "DELETE FROM job WHERE id = 1");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_words()
    {
        File.WriteAllText(PathOf("text.db"), string.Join('\n', Enumerable.Repeat("This is no database.", 100)));

        var exception = Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(PathOf("text.db")));
        Assert.Contains("not an SQLite database", exception.Message, StringComparison.Ordinal);
        Assert.Contains("text.db", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_told_in_words()
    {
        var id = _storage.CreateJob();
        _storage.Own.Dispose();
        var bytes = File.ReadAllBytes(_storage.Path);
        // All but the first page, which says that it is a database.
        bytes.AsSpan(1024).Fill(0x55);
        File.WriteAllBytes(_storage.Path, bytes);

        var exception = Assert.Throws<SQLiteStorageException>(() =>
        {
            using var damaged = _storage.Open();
            damaged.GetConnection().GetJobData(id);
        });

        Assert.Contains("the file is damaged", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_storage.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_told_in_words()
    {
        var exception = Assert.Throws<SQLiteStorageException>(() => new SQLiteStorage(PathOf("missing/jobs.db")));

        Assert.Contains("directory is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_becomes_read_only_while_it_is_open_is_told_in_words()
    {
        _storage.Own.Core.Database.Write(handle => handle.Run("PRAGMA query_only = ON"));

        var exception = Assert.Throws<SQLiteStorageException>(() => _storage.CreateJob());

        Assert.Contains("read-only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_that_finds_the_disk_full_leaves_nothing_behind_and_says_so()
    {
        using var full = new SQLiteUnderTest(options => options.MaxPages = 200);
        using var connection = full.Connect();
        var id = full.Enqueue();

        var exception = Assert.Throws<SQLiteStorageException>(() => full.Commit(transaction =>
        {
            transaction.IncrementCounter("counter");
            transaction.SetJobState(id, new AnyState("Some"));
            transaction.AddToQueue("default", id);
            transaction.AddToSet("set", new string('x', 1_000_000));
        }));

        Assert.Contains("the disk, or the size that the database may have, is full; nothing of this commit was written", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, connection.GetCounter("counter"));
        Assert.Null(connection.GetStateData(id));
        Assert.Equal(1, full.Storage.GetMonitoringApi().EnqueuedCount("default"));
        Assert.Equal("ok", full.Own.Core.Database.Read(handle => handle.Run("PRAGMA integrity_check")));
    }

    [Fact]
    public void A_commit_whose_last_change_fails_leaves_nothing_of_the_first_ones()
    {
        Run(_storage.Path, "CREATE TRIGGER refuse BEFORE INSERT ON hangfire_list BEGIN SELECT RAISE(ABORT, 'refused'); END");
        var id = _storage.CreateJob();

        Assert.Throws<SQLiteStorageException>(() => _storage.Commit(transaction =>
        {
            transaction.IncrementCounter("counter");
            transaction.AddToQueue("default", id);
            transaction.InsertToList("list", "value");
        }));

        using var connection = _storage.Connect();
        Assert.Equal(0, connection.GetCounter("counter"));
        Assert.Equal(0, _storage.Storage.GetMonitoringApi().EnqueuedCount("default"));
    }

    [Fact]
    public void After_the_disk_was_full_the_work_goes_on()
    {
        using var full = new SQLiteUnderTest(options => options.MaxPages = 200);
        Assert.Throws<SQLiteStorageException>(() => full.Commit(transaction => transaction.AddToSet("set", new string('x', 1_000_000))));

        var id = full.Enqueue();
        using var fetched = full.Fetch();
        fetched.RemoveFromQueue();

        Assert.Equal(id, fetched.JobId);
    }
}
