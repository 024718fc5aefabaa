namespace Dashboard.Data.Operations;

/// <summary>
/// One sign-in of a browser. The cookie names it, so that signing out ends it on the server too: a copy of the cookie is worth nothing afterwards.
/// </summary>
public sealed class AccountSession
{
    public long Id { get; private init; }
    public required long AccountId { get; init; }
    public required DateTime Created { get; init; }

    /// <summary>Written now and then, not at each request.</summary>
    public required DateTime LastSeen { get; init; }

    /// <summary>When it was signed out, by its owner or by somebody else; null while it runs.</summary>
    public DateTime? Ended { get; private init; }

    /// <summary>Where the sign-in came from, to be recognised by its owner.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>As the browser names itself, cut to 200 characters.</summary>
    public string? UserAgent { get; init; }
}
