using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dashboard.Live;

/// <summary>
/// How components follow running tasks: one SignalR connection of this process to its own <see cref="TaskHub"/>, shared by all circuits.
/// Each visitor's rights are checked here, because the hub sees only the process.
/// </summary>
public sealed partial class TaskHubClient : IAsyncDisposable
{
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    private readonly InProcessHubTransport _transport;
    private readonly ChangeFeed _changes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskScope, TaskFanOut> _streams = [];
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private HubConnection? _connection;

    internal TaskHubClient(InProcessHubTransport transport, ChangeFeed changes, TimeProvider time, ILogger<TaskHubClient> logger) =>
        (_transport, _changes, _time, _logger) = (transport, changes, time, logger);

    /// <summary>The number of scopes that are streamed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _streams.Count;
            }
        }
    }

    /// <summary>Subscribes to running tasks, beginning with where they are now.</summary>
    /// <param name="user">The visitor: nothing is delivered before their rights are known or after those have ended.</param>
    /// <param name="receive">Called on another thread than the component's. Must be quick and not throw.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(CurrentUser user, TaskScope scope, Action<TaskProgress> receive)
    {
        var listener = new TaskListener(this, scope, user, receive, _changes, _time, LogRightsUnknown);
        listener.CheckRights();
        return listener;
    }

    internal void Add(TaskListener listener)
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            if (!_streams.TryGetValue(listener.Scope, out var stream))
            {
                stream = new TaskFanOut();
                _streams[listener.Scope] = stream;
                _ = Task.Run(() => FollowAsync(listener.Scope, stream));
            }

            stream.Add(listener);
        }
    }

    internal void Remove(TaskListener listener)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(listener.Scope, out var stream) && stream.Remove(listener) && stream.IsEmpty)
            {
                _streams.Remove(listener.Scope);
                stream.Closing.Cancel();
            }
        }
    }

    private async Task FollowAsync(TaskScope scope, TaskFanOut stream)
    {
        while (!stream.Closing.IsCancellationRequested && !_closing.IsCancellationRequested)
        {
            try
            {
                using var closing = CancellationTokenSource.CreateLinkedTokenSource(stream.Closing.Token, _closing.Token);
                var connection = await ConnectAsync(closing.Token);
                await FollowAsync(connection, scope, stream, closing.Token);
            }
            catch (OperationCanceledException) when (stream.Closing.IsCancellationRequested || _closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Until it is back, pages still read the rows whenever those change.
                LogInterrupted(error, scope);
                await Task.Delay(RetryInterval, _time);
            }
        }
    }

    /// <summary>Passes on the messages of one call. Returns after a gap: the next call begins with a snapshot.</summary>
    private async Task FollowAsync(HubConnection connection, TaskScope scope, TaskFanOut stream, CancellationToken closing)
    {
        (string Epoch, long Sequence)? last = null;
        await foreach (var message in connection.StreamAsync<TaskMessage>(nameof(TaskHub.Watch), scope.ToString(), closing))
        {
            if (last is { } before && (message.Epoch, message.Sequence) != (before.Epoch, before.Sequence + 1))
            {
                return;
            }

            last = (message.Epoch, message.Sequence);
            lock (_lock)
            {
                stream.Pass(message);
            }
        }
    }

    private async Task<HubConnection> ConnectAsync(CancellationToken closing)
    {
        await _connecting.WaitAsync(closing);
        try
        {
            if (_connection is { State: HubConnectionState.Connected } connected)
            {
                return connected;
            }

            await (_connection?.DisposeAsync() ?? default);
            _connection = _transport.CreateConnection();
            await _connection.StartAsync(closing);
            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Stops the connection, for tests of what happens then.</summary>
    internal async Task InterruptAsync() => await (_connection?.StopAsync() ?? Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closing.Cancel();
            _streams.Clear();
        }

        await _connecting.WaitAsync();
        await (_connection?.DisposeAsync() ?? default);
        _connecting.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The pages' task stream {Scope} was interrupted and is opened again")]
    private partial void LogInterrupted(Exception error, TaskScope scope);

    [LoggerMessage(LogLevel.Warning, "Reading a visitor's rights to watch tasks failed; the read is retried")]
    private partial void LogRightsUnknown(Exception error);
}
