using System.Security.Claims;

namespace Dashboard.Features.Accounts;

/// <summary>A browser that has just signed in.</summary>
/// <param name="Secret">For its cookie; the database has only the hash.</param>
public sealed record NewSession(Caller Caller, string Secret)
{
    public ClaimsPrincipal Principal => AccountClaims.PrincipalOf(Caller, AccountClaims.Session, Secret);

    /// <summary>Without the secret: records print themselves into logs.</summary>
    public override string ToString() => $"session of {Caller.UserName}";
}
