using System.Globalization;
using System.Security.Cryptography;
using Dashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Live;

/// <summary>
/// Reads what the <see cref="TaskAudience"/> is told of watched tasks. Rows are read when their topic says so, those
/// that another process works on once a second, and none while nobody watches.
/// </summary>
public sealed partial class TaskBoard(
    IDbContextFactory<ReleaseDbContext> contexts, TaskFeed feed, ChangeFeed changes, TimeProvider time, ILogger<TaskBoard> logger) : IAsyncDisposable
{
    /// <summary>How many tasks a snapshot names at most.</summary>
    public const int MaxSnapshot = 500;

    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OthersInterval = TimeSpan.FromSeconds(1);

    private readonly TaskRows _rows = new(contexts);

    /// <summary>Held while rows are read and told of: two reads told in the wrong order would show the older one.</summary>
    private readonly SemaphoreSlim _reading = new(1, 1);

    private readonly TaskAudience _audience = new(feed);
    private readonly Lock _lock = new();
    private readonly HashSet<long> _changed = [];
    private bool _everythingChanged;

    /// <summary>Subscriptions, and those being made.</summary>
    private int _watching;

    private Listening? _listening;

    /// <summary>Names this start of the process: what was told before it is worth nothing.</summary>
    public string Epoch { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>How many watch, for tests and for the status page.</summary>
    public int Count => _audience.Count;

    /// <param name="pace">The least time between two messages.</param>
    /// <returns>Null when there is no such release or task. To be disposed.</returns>
    public async Task<TaskSubscription?> WatchAsync(TaskScope scope, TimeSpan pace, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        TaskSubscription? subscription = null;
        // Before the read: a change in between is then read again.
        Begin();
        try
        {
            if (await _rows.ReadAsync(scope, MaxSnapshot, cancellation) is { } read)
            {
                subscription = _audience.Add(read, snapshot => new TaskSubscription(this, scope, pace, snapshot, time));
            }

            return subscription;
        }
        finally
        {
            if (subscription is null)
            {
                End();
            }

            _reading.Release();
        }
    }

    /// <summary>Gives a subscription a snapshot in the place of what it could not keep.</summary>
    internal async Task RenewAsync(TaskSubscription subscription, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            _audience.Renew(await ReadAllAsync(subscription.Scope, cancellation), subscription);
        }
        finally
        {
            _reading.Release();
        }
    }

    internal void End(TaskSubscription subscription)
    {
        if (_audience.Remove(subscription))
        {
            End();
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            _watching++;
            _listening ??= new Listening(this, feed, changes, time);
        }
    }

    private void End()
    {
        Listening? over;
        lock (_lock)
        {
            if (--_watching > 0)
            {
                return;
            }

            (over, _listening) = (_listening, null);
            _audience.Forget();
            _changed.Clear();
            _everythingChanged = false;
        }

        over?.Dispose();
    }

    private void Hear(string? topic)
    {
        const string Prefix = "task:";
        if (topic is null)
        {
            lock (_lock)
            {
                _everythingChanged = true;
                _listening?.Read();
            }
        }
        else if (topic.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(topic.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            ReadAgain([id]);
        }
    }

    private void Receive(TaskProgress progress)
    {
        if (!_audience.Tell(progress))
        {
            ReadAgain([progress.TaskId]);
        }
    }

    /// <summary>What no worker of this process reports on is looked for in its row.</summary>
    private void LookAfterOthers() => ReadAgain(_audience.RunningElsewhere);

    private void ReadAgain(IReadOnlyCollection<long> ids)
    {
        if (ids.Count > 0)
        {
            lock (_lock)
            {
                _changed.UnionWith(ids);
                _listening?.Read();
            }
        }
    }

    private async Task ReadChangedAsync(CancellationToken closing)
    {
        await _reading.WaitAsync(closing);
        try
        {
            if (TakeEverythingChanged())
            {
                // An older state may have been restored.
                _audience.Forget();
                foreach (var scope in _audience.Scopes)
                {
                    _audience.Renew(await ReadAllAsync(scope, closing), scope);
                }
            }

            foreach (var ids in TakeChanged().Chunk(MaxSnapshot))
            {
                await ReadChangedAsync(ids, closing);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<TaskSnapshot> ReadAllAsync(TaskScope scope, CancellationToken cancellation) =>
        await _rows.ReadAsync(scope, MaxSnapshot, cancellation) ?? new TaskSnapshot([], Truncated: false);

    private async Task ReadChangedAsync(long[] ids, CancellationToken closing)
    {
        var rows = await _rows.ReadAsync(ids, closing);
        foreach (var row in rows)
        {
            _audience.Tell(row);
        }

        foreach (var gone in ids.Except(rows.Select(row => row.Id)))
        {
            _audience.TellGone(gone);
        }
    }

    private bool TakeEverythingChanged()
    {
        lock (_lock)
        {
            var everything = _everythingChanged;
            _everythingChanged = false;
            return everything;
        }
    }

    private long[] TakeChanged()
    {
        lock (_lock)
        {
            long[] changed = [.. _changed];
            _changed.Clear();
            return changed;
        }
    }

    private Task TryAgainAsync(Exception error)
    {
        // Such as while the database is in maintenance: its end says that everything changed, and the second's look asks again as well.
        LogNotRead(error);
        lock (_lock)
        {
            _everythingChanged = true;
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Listening? over;
        lock (_lock)
        {
            (over, _listening) = (_listening, null);
        }

        _audience.RemoveAll();
        over?.Dispose();
        // A read under way ends first.
        await _reading.WaitAsync();
        _reading.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Watched tasks could not be read; they will be tried again")]
    private partial void LogNotRead(Exception error);

    /// <summary>What is only done while somebody watches.</summary>
    private sealed class Listening : IDisposable
    {
        private readonly TaskBoard _board;
        private readonly Coalescer _reads;
        private readonly IDisposable _topics;
        private readonly IDisposable _progress;
        private readonly ITimer _others;

        public Listening(TaskBoard board, TaskFeed feed, ChangeFeed changes, TimeProvider time)
        {
            _board = board;
            _reads = new Coalescer(ReadInterval, time, board.ReadChangedAsync, board.TryAgainAsync);
            _topics = changes.Listen(board.Hear);
            _progress = feed.Subscribe(releaseName: null, board.Receive);
            _others = time.CreateTimer(_ => Tick(), state: null, OthersInterval, OthersInterval);
        }

        public void Read() => _reads.Signal();

        public void Dispose()
        {
            _topics.Dispose();
            _progress.Dispose();
            _others.Dispose();
            // Not waited for: a watch that ends waits for nobody's read.
            _ = _reads.DisposeAsync().AsTask();
        }

        private void Tick()
        {
            _board.LookAfterOthers();
            bool again;
            lock (_board._lock)
            {
                again = _board._everythingChanged;
            }

            if (again)
            {
                Read();
            }
        }
    }
}
