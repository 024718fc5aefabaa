using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Features.Accounts;

/// <summary>The account that views a page, for components: read again before each query and command.</summary>
public sealed class CurrentUser(AuthenticationStateProvider authentication, Callers callers)
{
    /// <exception cref="NotAllowedException">Nobody is signed in, or no longer.</exception>
    public async Task<Caller> GetAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation) ?? throw new NotAllowedException("You are not signed in any more. Sign in again.");

    public async Task<Caller?> FindAsync(CancellationToken cancellation) =>
        await callers.FindAsync((await authentication.GetAuthenticationStateAsync()).User, cancellation);
}
