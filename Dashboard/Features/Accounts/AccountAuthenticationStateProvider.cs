using System.Globalization;
using System.Security.Claims;
using Dashboard.Live;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>
/// Who an open page's circuit belongs to. A circuit lives for days on one request's cookie, so it follows the account: what changes here is
/// seen at once, what another process changes within a moment (AccountWatcher), and a session that runs out at the next interval.
/// </summary>
internal sealed partial class AccountAuthenticationStateProvider : RevalidatingServerAuthenticationStateProvider
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private readonly Callers _callers;
    private readonly ChangeFeed _changes;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private (string Topic, IDisposable Handle)? _watched;
    private Caller? _shown;

    public AccountAuthenticationStateProvider(
        ILoggerFactory loggers, Callers callers, ChangeFeed changes, IOptions<AccountOptions> options) : base(loggers)
    {
        _callers = callers;
        _changes = changes;
        _logger = loggers.CreateLogger<AccountAuthenticationStateProvider>();
        RevalidationInterval = options.Value.RevalidationInterval;
        AuthenticationStateChanged += Follow;
    }

    protected override TimeSpan RevalidationInterval { get; }

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.Identity?.IsAuthenticated != true)
        {
            return true;
        }

        // On the pool: SQLite's asynchronous calls block.
        var caller = await Task.Run(() => _callers.FindAsync(authenticationState.User, cancellationToken), cancellationToken);
        if (caller is null)
        {
            return false;
        }

        Show(caller, authenticationState.User);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        AuthenticationStateChanged -= Follow;
        lock (_lock)
        {
            _closing.Cancel();
            _watched?.Handle.Dispose();
            _watched = null;
        }

        base.Dispose(disposing);
    }

    private async void Follow(Task<AuthenticationState> state)
    {
        // Void: nobody awaits an event's handler. The state is complete by the time it is announced.
        var user = (await state).User;
        var topic = long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? AccountTopics.Of(id)
            : null;
        lock (_lock)
        {
            if (_watched?.Topic == topic || _closing.IsCancellationRequested)
            {
                return;
            }

            _watched?.Handle.Dispose();
            _watched = topic is null ? null : (topic, _changes.Subscribe(topic, LookAgain));
        }
    }

    private void LookAgain() => _ = Task.Run(async () =>
    {
        try
        {
            var state = await GetAuthenticationStateAsync();
            if (!await ValidateAuthenticationStateAsync(state, _closing.Token))
            {
                SetAuthenticationState(Task.FromResult(Nobody));
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (Exception error)
        {
            // The next interval asks again, and ends the session if it cannot be asked.
            LogNotAsked(error);
        }
    });

    /// <summary>Pages are drawn again only when they would look otherwise.</summary>
    private void Show(Caller caller, ClaimsPrincipal user)
    {
        lock (_lock)
        {
            var shown = _shown;
            _shown = caller;
            if (shown is null ? IsSaidBy(user, caller) : caller.LooksLike(shown))
            {
                return;
            }
        }

        if (user.FindFirstValue(AccountClaims.Session) is { } secret)
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(AccountClaims.PrincipalOf(caller, AccountClaims.Session, secret))));
        }
    }

    /// <summary>The projects are not among the claims: before the first look they count as changed when there are any.</summary>
    private static bool IsSaidBy(ClaimsPrincipal user, Caller caller) =>
        user.Identity?.Name == caller.UserName && user.IsInRole(caller.Role.ToString())
        && user.FindFirstValue(AccountClaims.DisplayName) == caller.DisplayName && caller.Projects.Count == 0;

    [LoggerMessage(LogLevel.Warning, "Whether an open page's session still runs could not be asked")]
    private partial void LogNotAsked(Exception error);
}
