using System.Net;
using System.Net.Sockets;
using Dashboard.Data.Operations;

namespace Dashboard.Features.Accounts;

/// <summary>Where a try to sign in comes from.</summary>
public sealed record SignInOrigin(IPAddress? Address, string? UserAgent)
{
    public static SignInOrigin Of(HttpContext http) => new(http.Connection.RemoteIpAddress, Cut(http.Request.Headers.UserAgent.ToString()));

    /// <summary>Tries are counted by it. One subscriber has a whole /64 of IPv6 addresses, so that the rest of an address means nothing.</summary>
    public string Network => Address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => Address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(Address.GetAddressBytes(), 0, 8),
        _ => Address.ToString(),
    };

    private static string? Cut(string userAgent) => userAgent switch
    {
        "" => null,
        { Length: > AccountSession.MaxUserAgentLength } => userAgent[..AccountSession.MaxUserAgentLength],
        _ => userAgent,
    };
}
