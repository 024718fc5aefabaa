using System.Net;
using System.Threading.Channels;
using Dashboard.Features.Accounts;
using Dashboard.Live;

namespace Dashboard.Tests.Live;

/// <summary>Who may open a stream of the hub, and when it ends.</summary>
public sealed class TaskHubAccessTests : IAsyncLifetime
{
    private LiveScene _scene = null!;
    private string _token = "";
    private long _tokenId;
    private long _accountId;

    public async Task InitializeAsync()
    {
        _scene = await LiveScene.StartAsync();
        (_accountId, var token) = await _scene.TokenAsync();
        (_tokenId, _token) = (token.Id, token.Text);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("drt_unknown")]
    public async Task A_connection_without_a_valid_token_is_refused(string? token)
    {
        await using var client = _scene.Client(token);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.StartAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_ends_its_stream()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        await _scene.Accounts.Tokens.RevokeAsync(Caller.CommandLine, _tokenId, CancellationToken.None);

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task A_disabled_account_ends_its_streams()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        await _scene.Accounts.Accounts.DisableAsync(Caller.CommandLine, _accountId, CancellationToken.None);

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task An_account_disabled_by_another_process_ends_its_streams()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        _scene.Accounts.Operations.Execute($"UPDATE account SET disabled = 1 WHERE id = {_accountId}");

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task A_stream_of_another_account_continues()
    {
        var (other, _) = await _scene.TokenAsync("other");
        _scene.Begin();
        var messages = await _scene.WatchAsync("task:1", _token);
        await messages.NextAsync();

        await _scene.Accounts.Accounts.DisableAsync(Caller.CommandLine, other, CancellationToken.None);
        _scene.Feed.Publish(LiveScene.Progress(2));

        await messages.NextAsync(task => task.Done == 2);
    }

    private async Task AssertEndedAsync(ChannelReader<TaskMessage> messages)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(messages.NextAsync);
        Assert.Contains("Your access has ended", (error.InnerException ?? error).Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Publisher.Count);
    }
}
