using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dashboard.Live;

/// <summary>
/// What components watch running tasks by: the one SignalR connection of this process to its <see cref="TaskHub"/>, shared by all circuits.
/// Each circuit's rights are checked here.
/// </summary>
public sealed partial class TaskWatch : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly TaskPipe _pipe;
    private readonly ChangeFeed _changes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskScope, Watched> _watched = [];
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private HubConnection? _connection;

    internal TaskWatch(TaskPipe pipe, ChangeFeed changes, TimeProvider time, ILogger<TaskWatch> logger) =>
        (_pipe, _changes, _time, _logger) = (pipe, changes, time, logger);

    /// <summary>How many scopes are watched now, for tests and for the status page.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _watched.Count;
            }
        }
    }

    /// <summary>Watches running tasks, where they are now first.</summary>
    /// <param name="who">Whose page it is: nothing comes before its rights are known, nor after they ended.</param>
    /// <param name="receive">Called on another thread than the component's, quickly and without throwing.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public IDisposable Watch(CurrentUser who, TaskScope scope, Action<TaskProgress> receive)
    {
        var watcher = new Watcher(this, scope, who, receive);
        watcher.Ask();
        return watcher;
    }

    private void Join(Watcher watcher)
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            if (!_watched.TryGetValue(watcher.Scope, out var watched))
            {
                watched = new Watched();
                _watched[watcher.Scope] = watched;
                _ = Task.Run(() => FollowAsync(watcher.Scope, watched));
            }

            if (watched.Watchers.Contains(watcher))
            {
                return;
            }

            watched.Watchers.Add(watcher);
            foreach (var task in watched.Tasks.Values)
            {
                watcher.Receive(task);
            }
        }
    }

    private void Leave(Watcher watcher)
    {
        lock (_lock)
        {
            if (_watched.TryGetValue(watcher.Scope, out var watched) && watched.Watchers.Remove(watcher) && watched.Watchers.Count == 0)
            {
                _watched.Remove(watcher.Scope);
                watched.Closing.Cancel();
            }
        }
    }

    private async Task FollowAsync(TaskScope scope, Watched watched)
    {
        while (!watched.Closing.IsCancellationRequested && !_closing.IsCancellationRequested)
        {
            try
            {
                using var closing = CancellationTokenSource.CreateLinkedTokenSource(watched.Closing.Token, _closing.Token);
                var connection = await ConnectAsync(closing.Token);
                await FollowAsync(connection, scope, watched, closing.Token);
            }
            catch (OperationCanceledException) when (watched.Closing.IsCancellationRequested || _closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The rows say the rest until it is back.
                LogInterrupted(error, scope);
                await Task.Delay(Retry, _time);
            }
        }
    }

    private async Task FollowAsync(HubConnection connection, TaskScope scope, Watched watched, CancellationToken closing)
    {
        (string Epoch, long Sequence)? last = null;
        await foreach (var message in connection.StreamAsync<TaskMessage>(nameof(TaskHub.Watch), scope.ToString(), closing))
        {
            if (last is { } before && (message.Epoch, message.Sequence) != (before.Epoch, before.Sequence + 1))
            {
                // Watching again begins with a snapshot.
                return;
            }

            last = (message.Epoch, message.Sequence);
            Pass(message, watched);
        }
    }

    private void Pass(TaskMessage message, Watched watched)
    {
        lock (_lock)
        {
            if (message.Kind == TaskMessage.Snapshot)
            {
                watched.Tasks.Clear();
            }

            foreach (var gone in message.Removed)
            {
                watched.Tasks.Remove(gone);
            }

            foreach (var task in message.Tasks)
            {
                if (task.Status != Data.Entities.ReleaseTaskStatus.Active)
                {
                    // Its row says all there is.
                    watched.Tasks.Remove(task.Id);
                    continue;
                }

                var progress = task.ToProgress();
                watched.Tasks[task.Id] = progress;
                watched.Watchers.ForEach(watcher => watcher.Receive(progress));
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
            _connection = _pipe.Open();
            await _connection.StartAsync(closing);
            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Ends the connection under those who watch, for tests: they begin again on a new one.</summary>
    internal async Task InterruptAsync() => await (_connection?.StopAsync() ?? Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closing.Cancel();
            _watched.Clear();
        }

        await _connecting.WaitAsync();
        await (_connection?.DisposeAsync() ?? default);
        _connecting.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The process's own watch of {Scope} was interrupted and begins again")]
    private partial void LogInterrupted(Exception error, TaskScope scope);

    /// <summary>A scope that somebody watches: one stream, however many circuits.</summary>
    private sealed class Watched
    {
        public List<Watcher> Watchers { get; } = [];

        /// <summary>Those that run, for who joins later.</summary>
        public Dictionary<long, TaskProgress> Tasks { get; } = [];

        public CancellationTokenSource Closing { get; } = new();
    }

    private sealed class Watcher : IDisposable
    {
        private readonly TaskWatch _watch;
        private readonly CurrentUser _who;
        private readonly Action<TaskProgress> _receive;
        private readonly Coalescer _asks;
        private readonly Lock _state = new();
        private IDisposable? _account;
        private bool _untold = true;
        private bool _over;

        public Watcher(TaskWatch watch, TaskScope scope, CurrentUser who, Action<TaskProgress> receive)
        {
            (_watch, Scope, _who, _receive) = (watch, scope, who, receive);
            _asks = new Coalescer(Retry, watch._time, AskAsync, NotAskedAsync);
        }

        public TaskScope Scope { get; }

        public void Receive(TaskProgress progress) => _receive(progress);

        /// <summary>Begins when the visitor may watch, and ends when not any more.</summary>
        public void Ask() => _asks.Signal();

        public void Dispose()
        {
            lock (_state)
            {
                _over = true;
                _account?.Dispose();
            }

            _watch.Leave(this);
            // Not waited for: a question under way changes nothing any more.
            _ = _asks.DisposeAsync().AsTask();
        }

        private async Task AskAsync(CancellationToken closing)
        {
            Caller? caller;
            try
            {
                caller = await _who.FindAsync(closing);
            }
            catch (Exception error) when (!closing.IsCancellationRequested)
            {
                // Who cannot be asked for sees nothing live until it can; the page itself asks at every read and says what is wrong.
                _watch.Leave(this);
                await NotAskedAsync(error);
                Ask();
                return;
            }

            _untold = true;
            if (caller is null)
            {
                _watch.Leave(this);
                return;
            }

            lock (_state)
            {
                if (_over)
                {
                    return;
                }

                if (_account is null && caller.AccountId is { } id)
                {
                    _account = _watch._changes.Subscribe(AccountTopics.Of(id), Ask);
                    // It may have changed before it was followed.
                    Ask();
                }

                _watch.Join(this);
            }
        }

        /// <summary>Said once until it is mended, not twice a second.</summary>
        private Task NotAskedAsync(Exception error)
        {
            if (_untold)
            {
                _untold = false;
                _watch.LogNotAsked(error);
            }

            return Task.CompletedTask;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether a page's visitor may watch tasks could not be asked; it is asked again")]
    private partial void LogNotAsked(Exception error);
}
