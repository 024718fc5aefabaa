using Dashboard.Features.Accounts;
using Dashboard.Live;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Features.Accounts;

/// <summary>What another process does to accounts, as sqlite3 does it here.</summary>
public sealed class AccountWatcherTests : IAsyncLifetime, IDisposable
{
    private readonly AccountServices _accounts = new();
    private readonly ChangeFeed _feed = new();
    private readonly ObservedTimeProvider _time = new();
    private readonly SemaphoreSlim _looked = new(0);
    private readonly List<string?> _heard = [];
    private AccountWatcher _watcher = null!;
    private long _vic;
    private long _max;

    public async Task InitializeAsync()
    {
        _vic = await _accounts.AddAsync("vic");
        _max = await _accounts.AddAsync("max");
        await _accounts.SignInAsync("vic");
        _watcher = new AccountWatcher(_accounts.Operations.File, _feed, _time, NullLogger<AccountWatcher>.Instance);
        await _watcher.StartAsync(CancellationToken.None);
        await _time.Waits.WaitAsync(LiveScene.Patience);
        _feed.SubscribeToAll(Hear);
    }

    public async Task DisposeAsync()
    {
        await _watcher.StopAsync(CancellationToken.None);
        _watcher.Dispose();
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _looked.Dispose();
    }

    [Fact]
    public async Task A_disabled_account_is_told_of_and_no_other()
    {
        _accounts.Operations.Execute($"UPDATE account SET disabled = 1 WHERE id = {_vic}");

        Assert.Equal([AccountTopics.Of(_vic), AccountTopics.All], await HeardAsync());
    }

    [Fact]
    public async Task A_session_that_is_ended_is_told_of()
    {
        _accounts.Operations.Execute($"UPDATE account_session SET ended = '2026-05-04 12:00:00' WHERE account_id = {_vic}");

        Assert.Equal([AccountTopics.Of(_vic), AccountTopics.All], await HeardAsync());
    }

    [Fact]
    public async Task A_project_that_somebody_may_manage_is_told_of()
    {
        _accounts.Operations.Execute($"INSERT INTO account_project (account_id, project_name) VALUES ({_max}, 'widget')");

        Assert.Equal([AccountTopics.Of(_max), AccountTopics.All], await HeardAsync());
    }

    [Fact]
    public async Task Who_was_seen_when_wakes_nobody()
    {
        _accounts.Operations.Execute($"UPDATE account_session SET last_seen = '2026-05-04 12:34:00'");
        _time.Advance(AccountWatcher.Interval);
        _accounts.Operations.Execute($"UPDATE account SET disabled = 1 WHERE id = {_max}");

        Assert.Equal([AccountTopics.Of(_max), AccountTopics.All], await HeardAsync());
    }

    private void Hear(string? topic)
    {
        _heard.Add(topic);
        if (topic == AccountTopics.All)
        {
            _looked.Release();
        }
    }

    private async Task<List<string?>> HeardAsync()
    {
        _time.Advance(AccountWatcher.Interval);
        Assert.True(await _looked.WaitAsync(LiveScene.Patience));
        return _heard;
    }
}
