using Dashboard.Features.Accounts;

namespace Dashboard.Live;

/// <summary>
/// One component's subscription to a scope. It is part of the stream only while its visitor may watch tasks, which is checked at first and
/// whenever the account changes.
/// </summary>
internal sealed class TaskListener : IDisposable
{
    private readonly TaskHubClient _client;
    private readonly CurrentUser _user;
    private readonly Action<TaskProgress> _receive;
    private readonly ChangeFeed _changes;
    private readonly Action<Exception> _onError;
    private readonly Coalescer _checks;
    private readonly Lock _lock = new();
    private IDisposable? _account;
    private bool _failing;
    private bool _disposed;

    /// <param name="onError">Called once for each time that the rights become unreadable, not at each retry.</param>
    public TaskListener(
        TaskHubClient client, TaskScope scope, CurrentUser user, Action<TaskProgress> receive, ChangeFeed changes, TimeProvider time,
        Action<Exception> onError)
    {
        (_client, Scope, _user, _receive, _changes, _onError) = (client, scope, user, receive, changes, onError);
        _checks = new Coalescer(TaskHubClient.RetryInterval, time, CheckRightsAsync, OnCheckFailedAsync);
    }

    public TaskScope Scope { get; }

    public void Receive(TaskProgress progress) => _receive(progress);

    public void CheckRights() => _checks.Signal();

    /// <summary>Ends the subscription without waiting for a check in progress, whose result has no effect any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _account?.Dispose();
        }

        _client.Remove(this);
        _ = _checks.DisposeAsync().AsTask();
    }

    private async Task CheckRightsAsync(CancellationToken closing)
    {
        Caller? caller;
        try
        {
            caller = await _user.FindAsync(closing);
        }
        catch (Exception error) when (!closing.IsCancellationRequested)
        {
            // A visitor whose rights are unknown gets nothing. The page checks them at each of its own reads and says what is wrong.
            _client.Remove(this);
            await OnCheckFailedAsync(error);
            CheckRights();
            return;
        }

        _failing = false;
        if (caller is null)
        {
            _client.Remove(this);
            return;
        }

        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            if (_account is null && caller.AccountId is { } id)
            {
                _account = _changes.Subscribe(AccountTopics.Of(id), CheckRights);
                // The account may have changed between the check and this subscription.
                CheckRights();
            }

            _client.Add(this);
        }
    }

    private Task OnCheckFailedAsync(Exception error)
    {
        if (!_failing)
        {
            _failing = true;
            _onError(error);
        }

        return Task.CompletedTask;
    }
}
