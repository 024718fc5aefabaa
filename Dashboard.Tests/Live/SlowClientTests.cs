using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Dashboard.Benchmarks.Live;
using Dashboard.Live;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dashboard.Tests.Live;

/// <summary>Clients that read slowly, or not at all, on real sockets: they do not affect the others.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    /// <summary>So large that few messages fill the buffers between two sockets.</summary>
    private static readonly string Large = new('x', 512 * 1024);

    private ServedTasks _server = null!;

    public async Task InitializeAsync() => _server = await ServedTasks.BeginAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_client_that_never_reads_delays_no_other()
    {
        using var asleep = await WatchWithoutReadingAsync();
        await using var awake = new HubConnectionBuilder().WithUrl(
            new Uri(_server.Address, TaskHub.Address), options => options.AccessTokenProvider = () => Task.FromResult<string?>(_server.Token)).Build();
        await awake.StartAsync();
        var messages = await awake.StreamAsChannelAsync<TaskMessage>(nameof(TaskHub.Watch), $"task:{_server.TaskId}");

        // Far more than the buffers of the slow connection hold.
        for (var done = 1; done <= 30; done++)
        {
            _server.Report(done, $"{Large}{done}");

            await messages.NextAsync(task => task.Done == done);
        }
    }

    [Fact]
    public async Task A_page_that_acknowledges_nothing_gets_few_batches_and_delays_no_other()
    {
        var seen = Channel.CreateUnbounded<byte[]>();
        var unseen = Channel.CreateUnbounded<byte[]>();
        await using var awake = await OpenAsync(seen, acknowledges: true);
        await using var asleep = await OpenAsync(unseen, acknowledges: false);

        for (var done = 1; done <= 30; done++)
        {
            _server.Report(done, $"at {done}.");

            await UntilAsync(seen, $"at {done}.");
        }

        Assert.InRange(unseen.Reader.Count, 1, 10);
        _server.Report(31, "at 31.");
        // Each acknowledgement makes room for one batch: the last shows the current progress, not everything that was missed.
        while (!await HasAsync(unseen, "at 31."))
        {
            await asleep.AcknowledgeAsync();
        }

        Assert.InRange(asleep.Received, 1, 25);
    }

    private Task<CircuitClient> OpenAsync(Channel<byte[]> batches, bool acknowledges) => CircuitClient.OpenAsync(
        _server.Visitor, _server.Cookies, new Uri(_server.Address, $"/tasks/{_server.TaskId}"), batch => batches.Writer.TryWrite(batch), acknowledges);

    private static async Task UntilAsync(Channel<byte[]> batches, string words)
    {
        while (!await HasAsync(batches, words))
        {
            // An earlier batch.
        }
    }

    private static async Task<bool> HasAsync(Channel<byte[]> batches, string words)
    {
        using var patience = new CancellationTokenSource(LiveScene.Patience);
        return Encoding.Latin1.GetString(await batches.Reader.ReadAsync(patience.Token)).Contains(words, StringComparison.Ordinal);
    }

    private async Task<ClientWebSocket> WatchWithoutReadingAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_server.Token}");
        await socket.ConnectAsync(new UriBuilder(new Uri(_server.Address, TaskHub.Address)) { Scheme = "ws" }.Uri, CancellationToken.None);
        await SendAsync("""{"protocol":"json","version":1}""");
        await SendAsync($$"""{"type":4,"invocationId":"1","target":"Watch","arguments":["task:{{_server.TaskId}}"]}""");
        return socket;

        // SignalR ends each message with the record separator.
        Task SendAsync(string message) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(message + '\u001e'), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }
}
