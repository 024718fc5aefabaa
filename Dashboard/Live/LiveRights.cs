using System.Security.Claims;
using Dashboard.Features.Accounts;
using Microsoft.Extensions.Options;

namespace Dashboard.Live;

/// <summary>Follows whether somebody who watches may still do so: a stream is opened once and lives for days.</summary>
public sealed partial class LiveRights(
    Callers callers, ChangeFeed changes, IOptions<AccountOptions> options, TimeProvider time, ILogger<LiveRights> logger)
{
    /// <returns>Null when the principal is nobody. Everybody who is signed in may see every task.</returns>
    public async Task<FollowedRights?> FollowAsync(ClaimsPrincipal user, CancellationToken cancellation)
    {
        // SQLite's asynchronous calls block: on the pool.
        if (await Task.Run(() => callers.FindAsync(user, cancellation), cancellation) is not { AccountId: { } accountId })
        {
            return null;
        }

        var rights = new FollowedRights(() => callers.FindAsync(user, CancellationToken.None), LogNotAsked);
        rights.Follow(
            changes.Subscribe(AccountTopics.Of(accountId), rights.AskAgain),
            // Tokens and sessions run out without anybody changing anything.
            time.CreateTimer(_ => rights.AskAgain(), state: null, options.Value.RevalidationInterval, options.Value.RevalidationInterval));
        // The account may have changed before it was followed.
        rights.AskAgain();
        return rights;
    }

    [LoggerMessage(LogLevel.Warning, "Whether a watcher may still watch could not be asked; it is asked again")]
    private partial void LogNotAsked(Exception error);
}

/// <summary>The right to watch, until it ends.</summary>
public sealed class FollowedRights(Func<Task<Caller?>> ask, Action<Exception> onError) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private IDisposable[] _followed = [];

    /// <summary>Cancelled when the account was disabled, or its session or token has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    internal void Follow(params IDisposable[] followed) => _followed = followed;

    internal void AskAgain() => _ = Task.Run(async () =>
    {
        try
        {
            if (await ask() is null)
            {
                await _ended.CancelAsync();
            }
        }
        catch (Exception error)
        {
            onError(error);
        }
    });

    /// <summary>Follows no longer. The source of the token has no timer and is left to the collector: a question may be under way.</summary>
    public void Dispose()
    {
        foreach (var followed in _followed)
        {
            followed.Dispose();
        }
    }
}
