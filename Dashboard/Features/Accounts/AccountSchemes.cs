namespace Dashboard.Features.Accounts;

/// <summary>How a request proves who it is.</summary>
public static class AccountSchemes
{
    /// <summary>The default: a bearer token when the request brings one, else the cookie.</summary>
    public const string Either = "Account";

    public const string Cookie = "Cookie";
    public const string Bearer = "Bearer";
}

/// <summary>What pages, endpoints and hubs may ask for. Commands and queries check again, and more finely.</summary>
public static class AccountPolicies
{
    public const string SignedIn = "SignedIn";

    /// <summary>A release manager of any project, or an administrator.</summary>
    public const string ReleaseManager = "ReleaseManager";

    public const string Administrator = "Administrator";
}
