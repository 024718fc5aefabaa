using System.Globalization;
using System.Security.Claims;

namespace Dashboard.Features.Accounts;

/// <summary>The claims of a principal. Only the proof is trusted later; name and role are for display, and are read again at every request.</summary>
internal static class AccountClaims
{
    /// <summary>The session's secret, as the cookie carries it.</summary>
    public const string Session = "session";

    /// <summary>The API token's id; a principal with it never leaves the process.</summary>
    public const string Token = "token";

    public const string DisplayName = "display_name";

    public static ClaimsPrincipal PrincipalOf(Caller caller, string proofType, string proof) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, caller.AccountId?.ToString(CultureInfo.InvariantCulture) ?? ""),
            new(ClaimTypes.Name, caller.UserName),
            new(DisplayName, caller.DisplayName),
            new(ClaimTypes.Role, caller.Role.ToString()),
            new(proofType, proof),
        ],
        authenticationType: proofType, ClaimTypes.Name, ClaimTypes.Role));
}
