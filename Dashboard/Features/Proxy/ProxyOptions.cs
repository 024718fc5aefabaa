using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dashboard.Features.Proxy;

/// <summary>The section <c>Proxy</c> of the settings: how the dashboard is reached through a reverse proxy.</summary>
public sealed class ProxyOptions
{
    /// <summary>The path under which the proxy serves the dashboard, such as <c>/releases</c>; empty for the whole host. The proxy passes it on.</summary>
    [RegularExpression("(/[A-Za-z0-9._~-]+)*", ErrorMessage = "It must be a path like /releases, without a slash at the end.")]
    public string PathBase { get; set; } = "";

    /// <summary>
    /// The addresses and networks, with blanks between, whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. From everybody
    /// else these headers are ignored, because they decide which network a try to sign in is counted for.
    /// </summary>
    [CustomValidation(typeof(ProxyOptions), nameof(CheckTrusted))]
    public string Trusted { get; set; } = "127.0.0.0/8 ::1";

    /// <summary>What <see cref="Trusted"/> says.</summary>
    internal IEnumerable<System.Net.IPNetwork> TrustedNetworks => Words(Trusted).Select(word => Parse(word)!.Value);

    public static ValidationResult? CheckTrusted(string? value) =>
        Words(value).FirstOrDefault(word => Parse(word) is null) is { } wrong
            ? new($"{wrong} is neither an address nor a network such as 10.0.0.0/8.")
            : ValidationResult.Success;

    private static string[] Words(string? value) => value?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static System.Net.IPNetwork? Parse(string word) =>
        System.Net.IPNetwork.TryParse(word, out var network) ? network
        : IPAddress.TryParse(word, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
