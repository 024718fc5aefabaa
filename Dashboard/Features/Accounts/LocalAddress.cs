namespace Dashboard.Features.Accounts;

/// <summary>Where to go after signing in, as the request says it: only ever a place here.</summary>
public static class LocalAddress
{
    /// <param name="home">The address of the start page.</param>
    /// <returns>The address itself when it is a path of this site, else the start page.</returns>
    public static string Of(string? returnUrl, string home = "/") => IsLocal(returnUrl) ? returnUrl! : home;

    // Browsers read a backslash as a slash and drop tabs and line ends: "/\host" and "/\t/host" lead away like "//host".
    private static bool IsLocal(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\') && !address.Any(char.IsControl);
}
