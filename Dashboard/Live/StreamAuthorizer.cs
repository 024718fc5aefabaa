using System.Security.Claims;
using Dashboard.Features.Accounts;
using Microsoft.Extensions.Options;

namespace Dashboard.Live;

/// <summary>Authorizes streams, which are opened once and last for days: the rights behind them are checked again while they last.</summary>
public sealed partial class StreamAuthorizer(
    Callers callers, ChangeFeed changes, IOptions<AccountOptions> options, TimeProvider time, ILogger<StreamAuthorizer> logger)
{
    /// <returns>Null when the principal is no account. Every signed-in account may see every task.</returns>
    public async Task<StreamAuthorization?> AuthorizeAsync(ClaimsPrincipal user, CancellationToken cancellation)
    {
        // On the pool, because SQLite's asynchronous calls block.
        if (await Task.Run(() => callers.FindAsync(user, cancellation), cancellation) is not { AccountId: { } accountId })
        {
            return null;
        }

        var authorization = new StreamAuthorization(() => callers.FindAsync(user, CancellationToken.None), LogCheckFailed);
        authorization.CheckOn(
            changes.Subscribe(AccountTopics.Of(accountId), authorization.Check),
            // Tokens and sessions expire without any change in the database.
            time.CreateTimer(_ => authorization.Check(), state: null, options.Value.RevalidationInterval, options.Value.RevalidationInterval));
        // The account may have changed between the first check and the subscription.
        authorization.Check();
        return authorization;
    }

    [LoggerMessage(LogLevel.Warning, "Checking the rights behind a stream failed; the check is retried")]
    private partial void LogCheckFailed(Exception error);
}

/// <summary>The right to receive a stream, until it is revoked.</summary>
public sealed class StreamAuthorization(Func<Task<Caller?>> find, Action<Exception> onError) : IDisposable
{
    private readonly CancellationTokenSource _revoked = new();
    private IDisposable[] _triggers = [];

    /// <summary>Cancelled when the account is disabled, or its session or token has ended.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <param name="triggers">What calls <see cref="Check"/>; disposed with this.</param>
    internal void CheckOn(params IDisposable[] triggers) => _triggers = triggers;

    internal void Check() => _ = Task.Run(async () =>
    {
        try
        {
            if (await find() is null)
            {
                await _revoked.CancelAsync();
            }
        }
        catch (Exception error)
        {
            onError(error);
        }
    });

    /// <summary>Ends the checks. The token source is not disposed, because a check may be in progress; it holds no timer.</summary>
    public void Dispose()
    {
        foreach (var trigger in _triggers)
        {
            trigger.Dispose();
        }
    }
}
