namespace Dashboard.Data.Operations;

/// <summary>
/// One sign-in of a browser. The cookie names it, so that signing out ends it on the server too: a copy of the cookie is worth nothing afterwards.
/// </summary>
public sealed class AccountSession
{
    /// <summary>Longest user agent that is kept, in characters.</summary>
    public const int MaxUserAgentLength = 200;

    public long Id { get; private init; }
    public required long AccountId { get; init; }
    public Account? Account { get; private init; }

    /// <summary>SHA-256 of the 256 random bits in the cookie: neither the cookies' keys nor this database alone is enough to make one.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>The account's at the sign-in, or at the change of password that this session made. A session whose stamp is not its account's has ended.</summary>
    public required string SecurityStamp { get; init; }

    public required DateTime Created { get; init; }

    /// <summary>Written now and then, not at each request.</summary>
    public required DateTime LastSeen { get; init; }

    /// <summary>When it was signed out, by its owner or by somebody else; null while it runs.</summary>
    public DateTime? Ended { get; private init; }

    /// <summary>Where the sign-in came from, to be recognised by its owner.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>As the browser names itself, cut.</summary>
    public string? UserAgent { get; init; }
}
