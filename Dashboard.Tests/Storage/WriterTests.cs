using System.Collections.Concurrent;
using Dashboard.Tests.Storage.Support;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Data;
using Hangfire.Storage.SQLite.Database;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Storage;

/// <summary>Threads that write together share a commit, and nothing else.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly SQLiteUnderTest _storage = new();

    private JobDatabase Database => _storage.Own.Core.Database;

    public void Dispose() => _storage.Dispose();

    [Fact]
    public void What_waits_together_is_one_commit()
    {
        var seenByOthers = new ConcurrentBag<long>();

        WriteTogether(
            handle => Count(handle, "first"),
            handle =>
            {
                seenByOthers.Add(Database.Read(reader => CounterTable.Get(reader, "first")));
                Count(handle, "second");
            });

        Assert.Equal([0L], seenByOthers);
        Assert.Equal(1, Read("first"));
        Assert.Equal(1, Read("second"));
    }

    [Fact]
    public void One_that_fails_takes_none_of_the_others_with_it()
    {
        var failures = WriteTogether(
            handle => Count(handle, "before"),
            handle =>
            {
                Count(handle, "failed");
                throw new InvalidOperationException("It is meant to.");
            },
            handle => Count(handle, "after"));

        Assert.Null(failures[0]);
        Assert.Equal("It is meant to.", Assert.IsType<InvalidOperationException>(failures[1]).Message);
        Assert.Null(failures[2]);
        Assert.Equal(1, Read("before"));
        Assert.Equal(0, Read("failed"));
        Assert.Equal(1, Read("after"));
    }

    [Fact]
    public void One_that_the_file_has_no_room_for_takes_none_of_the_others_with_it()
    {
        _storage.Restart(options => options.MaxPages = 200);

        var failures = WriteTogether(
            handle => Count(handle, "before"),
            handle => SetTable.Add(handle, "set", new string('x', 1_000_000), 0),
            handle => Count(handle, "after"));

        Assert.Contains("is full", Assert.IsType<SQLiteStorageException>(failures[1]).Message, StringComparison.Ordinal);
        Assert.Equal([null, null], [failures[0], failures[2]]);
        Assert.Equal(1, Read("before"));
        Assert.Equal(1, Read("after"));
    }

    [Fact]
    public void A_commit_that_fails_is_reported_to_all_whose_it_is_and_the_next_one_goes_on()
    {
        var failures = WriteTogether(
            handle => Count(handle, "first"),
            // Looked at by the commit: a state of a job that there is not.
            handle => handle.Run("PRAGMA defer_foreign_keys = ON; INSERT INTO hangfire_state (job_id, name, created_at) VALUES (4711, 'Lost', 0)"));

        Assert.All(failures, failure => Assert.Contains("FOREIGN KEY", Assert.IsType<SQLiteStorageException>(failure).Message, StringComparison.Ordinal));
        Assert.Equal(0, Read("first"));
        Database.Write(handle => Count(handle, "first"));
        Assert.Equal(1, Read("first"));
    }

    [Fact]
    public void A_handle_that_an_error_has_spoiled_is_opened_again_for_the_others()
    {
        SQLiteHandle? spoiled = null;
        SQLiteHandle? fresh = null;
        var failures = WriteTogether(
            handle =>
            {
                spoiled = handle;
                throw new SqliteException("disk I/O error", SQLitePCL.raw.SQLITE_IOERR);
            },
            handle =>
            {
                fresh = handle;
                Count(handle, "after");
            });

        Assert.Contains("reading or writing the file failed", Assert.IsType<SQLiteStorageException>(failures[0]).Message, StringComparison.Ordinal);
        Assert.Null(failures[1]);
        Assert.NotSame(spoiled, fresh);
        Assert.Equal(1, Read("after"));
    }

    [Fact]
    public void A_write_from_within_a_write_is_refused_and_not_waited_for()
    {
        Assert.Throws<InvalidOperationException>(() => Database.Write(_ => Database.Write(handle => Count(handle, "inner"))));

        Database.Write(handle => Count(handle, "outer"));
        Assert.Equal(1, Read("outer"));
        Assert.Equal(0, Read("inner"));
    }

    [Fact]
    public void Those_who_wait_when_the_file_is_closed_are_told_so()
    {
        var path = Path.Combine(Path.GetDirectoryName(_storage.Path)!, "closing.db");
        var storage = new SQLiteStorage(path);
        var closing = new Thread(storage.Dispose);

        var failures = WriteTogether(
            storage.Core.Database,
            () =>
            {
                closing.Start();
                WaitUntilBlocked(closing);
            },
            handle => Count(handle, "late"));

        closing.Join();
        // Closing may also come after them: then they are written.
        using var again = new SQLiteStorage(path);
        var written = again.Core.Database.Read(handle => CounterTable.Get(handle, "late"));
        Assert.Equal(written == 0, failures[0] is ObjectDisposedException);
    }

    [Fact]
    public void Twenty_threads_lose_nothing_and_read_what_they_wrote()
    {
        var threads = Enumerable.Range(0, 20).Select(thread => new Thread(() =>
        {
            for (var number = 1; number <= 100; number++)
            {
                Database.Write(handle =>
                {
                    Count(handle, "all");
                    Count(handle, $"{thread}");
                });
                if (Read($"{thread}") != number)
                {
                    return;
                }
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(2_000, Read("all"));
    }

    private Exception?[] WriteTogether(params Action<SQLiteHandle>[] works) => WriteTogether(Database, () => { }, works);

    /// <summary>The works wait together, in this order, for one that writes.</summary>
    /// <param name="whileTheyWait">Done before that one ends.</param>
    /// <returns>What each of them threw, or null.</returns>
    private static Exception?[] WriteTogether(JobDatabase database, Action whileTheyWait, params Action<SQLiteHandle>[] works)
    {
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var failures = new Exception?[works.Length];
        var writer = new Thread(() => database.Write(_ =>
        {
            writing.Set();
            goOn.Wait();
        }));
        writer.Start();
        writing.Wait();
        var threads = works.Select((work, number) => new Thread(() => failures[number] = Record.Exception(() => database.Write(work)))).ToList();
        foreach (var thread in threads)
        {
            thread.Start();
            WaitUntilBlocked(thread);
        }

        whileTheyWait();
        goOn.Set();
        writer.Join();
        threads.ForEach(thread => thread.Join());
        return failures;
    }

    private static void WaitUntilBlocked(Thread thread) =>
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));

    private static void Count(SQLiteHandle handle, string key) => CounterTable.Add(handle, key, 1, null);

    private long Read(string key) => Database.Read(handle => CounterTable.Get(handle, key));
}
