using System.Diagnostics;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Changes.Sqlite;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

public sealed class ChangeWatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ReleaseDatabase _database = new();
    private readonly ChangeFeed _feed = new();
    private readonly List<string?> _heard = [];
    private readonly ChangeDetector _detector;

    public ChangeWatcherTests()
    {
        _detector = new ChangeDetector(_database.File, TimeProvider.System);
        _detector.Poll();
        _feed.SubscribeToAll(_heard.Add);
    }

    public void Dispose()
    {
        _detector.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_commit_of_this_process_is_published_once()
    {
        using var watcher = Watcher(new FakeTimeProvider());
        using var context = new ReleaseDbContext(new DbContextOptionsBuilder<ReleaseDbContext>()
            .UseSqlite(_database.CreateDbContext().Database.GetDbConnection()).AddInterceptors(new ChangeInterceptor(watcher)).Options);

        context.Add(Any.Committee());
        context.SaveChanges();
        watcher.Publish([]);

        Assert.Equal(["projects"], _heard);
    }

    [Fact]
    public void A_commit_of_another_process_is_published_with_the_next_one_of_this_process()
    {
        using var watcher = Watcher(new FakeTimeProvider());
        _database.Add(Any.Committee());

        watcher.Publish("task:7");

        Assert.Equal(["projects", "task:7"], _heard);
    }

    [Fact]
    public void Commits_of_this_process_are_published_while_the_database_cannot_be_read()
    {
        using var detector = new ChangeDetector(_database.File + "-missing", TimeProvider.System);
        using var watcher = Watcher(new FakeTimeProvider(), detector);

        watcher.Publish(["projects", "releases"]);

        Assert.Equal(["projects", "releases"], _heard);
    }

    [Fact]
    public async Task A_change_by_raw_SQL_is_published_at_the_next_poll()
    {
        var time = new ObservedTimeProvider();
        using var watcher = Watcher(time);
        await watcher.StartAsync(CancellationToken.None);
        await time.Waits.WaitAsync(Patience);
        using var changed = new SemaphoreSlim(0);
        using var subscription = _feed.Subscribe("projects", () => changed.Release());

        _database.Run("INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('x', 0, '[]', '[]', '[]')");
        time.Advance(ChangeWatcher.Interval);

        Assert.True(await changed.WaitAsync(Patience));
        await watcher.StopAsync(CancellationToken.None);
    }

    [SqliteShellFact]
    public async Task A_change_by_another_process_is_published_under_its_topic()
    {
        using var watcher = Watcher(TimeProvider.System);
        await watcher.StartAsync(CancellationToken.None);
        using var changed = new SemaphoreSlim(0);
        using var subscription = _feed.Subscribe("keys", () => changed.Release());

        using var shell = Process.Start("sqlite3", [_database.File,
            "INSERT INTO public_signing_key (fingerprint, algorithm, length, created, secondary_declared_uids, ascii_armored_key) "
            + $"VALUES ('{OneRowEach.Fingerprint}', 1, 4096, '2026-05-04 12:00:00', '[]', '')"]);
        await shell.WaitForExitAsync();

        Assert.Equal(0, shell.ExitCode);
        Assert.True(await changed.WaitAsync(Patience));
        await watcher.StopAsync(CancellationToken.None);
    }

    private ChangeWatcher Watcher(TimeProvider time, ChangeDetector? log = null) => new(log ?? _detector, _feed, time, NullLogger<ChangeWatcher>.Instance);
}

/// <summary>Skipped, with the reason, on machines without sqlite3.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SqliteShellFactAttribute : FactAttribute
{
    public SqliteShellFactAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!path.Any(directory => File.Exists(Path.Combine(directory, "sqlite3"))))
        {
            Skip = "There is no sqlite3 on the path.";
        }
    }
}
