using System.Security.Claims;
using Dashboard.Features.Accounts;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dashboard.Tests.Live;

public sealed class TaskHubClientTests : IAsyncLifetime, IDisposable
{
    private readonly SemaphoreSlim _received = new(0);
    private readonly List<TaskProgress> _progress = [];
    private LiveScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await LiveScene.StartAsync();
        _scene.Begin();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    public void Dispose() => _received.Dispose();

    [Fact]
    public async Task A_page_receives_a_running_task_over_the_in_process_connection()
    {
        using var watch = Watch(await VisitorAsync("vic"));

        await NextAsync();
        _scene.Feed.Publish(LiveScene.Progress(2));

        Assert.Equal(2, (await NextAsync()).Done);
    }

    [Fact]
    public async Task Pages_of_one_release_share_a_stream_and_a_later_one_starts_at_the_current_progress()
    {
        var visitor = await VisitorAsync("vic");
        using var first = Watch(visitor);
        await NextAsync();
        _scene.Feed.Publish(LiveScene.Progress(2));
        await NextAsync();

        using var second = Watch(visitor);

        Assert.Equal(2, (await NextAsync()).Done);
        Assert.Equal((1, 1), (_scene.Get<TaskHubClient>().Count, _scene.Publisher.Count));
    }

    [Fact]
    public async Task The_stream_ends_with_the_last_page()
    {
        var watch = Watch(await VisitorAsync("vic"));
        await NextAsync();

        watch.Dispose();

        await UntilAsync(() => _scene.Publisher.Count == 0);
        Assert.Equal(0, _scene.Get<TaskHubClient>().Count);
    }

    [Fact]
    public async Task A_page_without_a_visitor_receives_nothing()
    {
        using var nobody = Watch(new ClaimsPrincipal(new ClaimsIdentity()));
        var heard = new List<TaskProgress>();
        using var somebody = Watch(await VisitorAsync("vic"), heard.Add);

        await UntilAsync(() => heard.Count > 0);

        Assert.Empty(_progress);
    }

    [Fact]
    public async Task A_page_of_a_disabled_account_receives_nothing_more()
    {
        var account = await _scene.Accounts.AddAsync("vic");
        using var watch = Watch((await _scene.Accounts.SignInAsync("vic")).Principal);
        await NextAsync();

        await _scene.Accounts.Accounts.DisableAsync(Caller.CommandLine, account, CancellationToken.None);

        await UntilAsync(() => _scene.Get<TaskHubClient>().Count == 0);
    }

    [Fact]
    public async Task A_page_whose_rights_cannot_be_read_receives_progress_once_they_can()
    {
        var visitor = new Signed(await VisitorAsync("vic"));
        _scene.Accounts.Operations.Execute($"ALTER TABLE account_session RENAME TO away");
        using var watch = Watch(visitor, Receive);
        await UntilAsync(() => visitor.Asked > 1);

        _scene.Accounts.Operations.Execute($"ALTER TABLE away RENAME TO account_session");

        await NextAsync();
    }

    [Fact]
    public async Task An_interrupted_connection_is_opened_again()
    {
        using var watch = Watch(await VisitorAsync("vic"));
        await NextAsync();

        await _scene.Get<TaskHubClient>().InterruptAsync();
        await UntilAsync(() => _scene.Publisher.Count == 1);
        _scene.Feed.Publish(LiveScene.Progress(3));

        while ((await NextAsync()).Done != 3)
        {
            // The snapshot of the new connection may arrive first.
        }
    }

    [Fact]
    public async Task An_idle_connection_outlives_the_server_timeout()
    {
        var time = new BeatingTime();
        var pipe = new InProcessHubTransport(_scene.Get<Microsoft.AspNetCore.SignalR.HubConnectionHandler<TaskHub>>(), time, _scene.Get<Microsoft.Extensions.Logging.ILoggerFactory>());
        await using var connection = pipe.CreateConnection();
        connection.ServerTimeout = TimeSpan.FromSeconds(7);
        var closed = false;
        connection.Closed += _ =>
        {
            closed = true;
            return Task.CompletedTask;
        };
        await connection.StartAsync();

        for (var beat = 0; beat < 9; beat++)
        {
            Assert.True(await time.Beats.WaitAsync(LiveScene.Patience));
        }

        Assert.False(closed);
        await foreach (var message in connection.StreamAsync<TaskMessage>(nameof(TaskHub.Watch), "task:1"))
        {
            Assert.Equal(TaskMessage.Snapshot, message.Kind);
            break;
        }
    }

    private async Task<ClaimsPrincipal> VisitorAsync(string userName)
    {
        await _scene.Accounts.AddAsync(userName);
        return (await _scene.Accounts.SignInAsync(userName)).Principal;
    }

    private IDisposable Watch(ClaimsPrincipal visitor, Action<TaskProgress>? receive = null) => Watch(new Signed(visitor), receive ?? Receive);

    private IDisposable Watch(Signed visitor, Action<TaskProgress> receive) =>
        _scene.Get<TaskHubClient>().Subscribe(new CurrentUser(visitor, _scene.Accounts.Callers), TaskScope.OfRelease("widget-1.0.0"), receive);

    private void Receive(TaskProgress progress)
    {
        lock (_progress)
        {
            _progress.Add(progress);
        }

        _received.Release();
    }

    private async Task<TaskProgress> NextAsync()
    {
        Assert.True(await _received.WaitAsync(LiveScene.Patience));
        lock (_progress)
        {
            return _progress[^1];
        }
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(LiveScene.Patience);
        while (!reached())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Signed(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public override Task<AuthenticationState> GetAuthenticationStateAsync()
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(new AuthenticationState(user));
        }
    }

    /// <summary>The real clock, which reports each heartbeat of the connection.</summary>
    private sealed class BeatingTime : TimeProvider
    {
        public SemaphoreSlim Beats { get; } = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(value =>
            {
                callback(value);
                Beats.Release();
            }, state, dueTime, period);
    }
}
