namespace Dashboard.Features.Accounts;

/// <summary>The address of a set-up link.</summary>
public static class SetupAddress
{
    /// <param name="serverAddresses">As the server says them; null or empty gives a path alone.</param>
    public static string Of(ICollection<string>? serverAddresses, string token)
    {
        var server = serverAddresses?.FirstOrDefault() is { } first ? Reachable(first) : "";
        return $"{server}/setup/{token}";
    }

    /// <param name="baseAddress">Such as <c>http://localhost:5080/</c>.</param>
    public static string Of(Uri baseAddress, string token) => Of([baseAddress.ToString()], token);

    // "http://[::]:5080", "http://*:5080": a server listens there, but nobody can go there.
    private static string Reachable(string address)
    {
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        var port = (binding.Scheme, binding.Port) is ("http", 80) or ("https", 443) ? "" : $":{binding.Port}";
        return $"{binding.Scheme}://{host}{port}{binding.PathBase.TrimEnd('/')}";
    }
}
