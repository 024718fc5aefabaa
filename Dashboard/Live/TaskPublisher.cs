using System.Security.Cryptography;
using Dashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Live;

/// <summary>
/// Publishes the state of tasks to subscriptions: a snapshot first, then what changes. Nothing is read while there is no subscription.
/// </summary>
public sealed partial class TaskPublisher(
    IDbContextFactory<ReleaseDbContext> contexts, TaskProgressFeed feed, ChangeFeed changes, TimeProvider time, ILogger<TaskPublisher> logger)
    : IAsyncDisposable
{
    /// <summary>The most tasks that a snapshot names.</summary>
    public const int MaxSnapshot = 500;

    private readonly TaskStateQueries _queries = new(contexts);

    /// <summary>Held from a read until its result is posted: two results posted in the wrong order would leave the older state on screen.</summary>
    private readonly SemaphoreSlim _reading = new(1, 1);

    private readonly TaskSubscribers _subscribers = new(feed);
    private readonly PendingTaskReads _pending = new();
    private readonly Lock _lock = new();

    /// <summary>The subscriptions, including those whose snapshot is still being read.</summary>
    private int _subscriptions;

    private TaskChangeListener? _listener;

    /// <summary>Identifies this start of the process. A client that sees another value must subscribe again.</summary>
    public string Epoch { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The number of subscriptions.</summary>
    public int Count => _subscribers.Count;

    /// <param name="pace">The least time between two messages.</param>
    /// <returns>The subscription, which the caller disposes; null when there is no such release or task.</returns>
    public async Task<TaskSubscription?> SubscribeAsync(TaskScope scope, TimeSpan pace, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        TaskSubscription? subscription = null;
        // Listening begins before the read, so that a change between the two is read again.
        StartListening();
        try
        {
            if (await _queries.ReadAsync(scope, MaxSnapshot, cancellation) is { } read)
            {
                subscription = _subscribers.Add(read, snapshot => new TaskSubscription(this, scope, pace, snapshot, time));
            }

            return subscription;
        }
        finally
        {
            if (subscription is null)
            {
                StopListeningIfLast();
            }

            _reading.Release();
        }
    }

    /// <summary>Gives a subscription that dropped messages a new snapshot.</summary>
    internal async Task RenewAsync(TaskSubscription subscription, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            _subscribers.Renew(await ReadScopeAsync(subscription.Scope, cancellation), subscription);
        }
        finally
        {
            _reading.Release();
        }
    }

    internal void Unsubscribe(TaskSubscription subscription)
    {
        if (_subscribers.Remove(subscription))
        {
            StopListeningIfLast();
        }
    }

    private void StartListening()
    {
        lock (_lock)
        {
            _subscriptions++;
            _listener ??= new TaskChangeListener(_subscribers, _pending, feed, changes, time, ReadPendingAsync, OnReadFailedAsync);
        }
    }

    private void StopListeningIfLast()
    {
        TaskChangeListener? listener;
        lock (_lock)
        {
            if (--_subscriptions > 0)
            {
                return;
            }

            (listener, _listener) = (_listener, null);
            _subscribers.ForgetStates();
            _pending.Clear();
        }

        listener?.Dispose();
    }

    private async Task ReadPendingAsync(CancellationToken closing)
    {
        await _reading.WaitAsync(closing);
        try
        {
            if (_pending.TakeEverything())
            {
                // A backup may have been restored: what is known may be newer than what the database holds now.
                _subscribers.ForgetStates();
                foreach (var scope in _subscribers.Scopes)
                {
                    _subscribers.Renew(await ReadScopeAsync(scope, closing), scope);
                }
            }

            foreach (var ids in _pending.Take().Chunk(MaxSnapshot))
            {
                await ReadTasksAsync(ids, closing);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<TaskSnapshot> ReadScopeAsync(TaskScope scope, CancellationToken cancellation) =>
        await _queries.ReadAsync(scope, MaxSnapshot, cancellation) ?? new TaskSnapshot([], Truncated: false);

    private async Task ReadTasksAsync(long[] ids, CancellationToken closing)
    {
        var states = await _queries.ReadAsync(ids, closing);
        foreach (var state in states)
        {
            _subscribers.Post(state);
        }

        foreach (var deleted in ids.Except(states.Select(state => state.Id)))
        {
            _subscribers.PostRemoval(deleted);
        }
    }

    private Task OnReadFailedAsync(Exception error)
    {
        // Such as in maintenance mode. Which tasks the failed read was about is lost, so everything is read, within a second.
        LogReadFailed(error);
        _pending.AddEverything();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        TaskChangeListener? listener;
        lock (_lock)
        {
            (listener, _listener) = (_listener, null);
        }

        _subscribers.RemoveAll();
        listener?.Dispose();
        // Waits for a read in progress.
        await _reading.WaitAsync();
        _reading.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Reading the watched tasks failed; the read is retried within a second")]
    private partial void LogReadFailed(Exception error);
}
