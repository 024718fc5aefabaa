namespace Dashboard.Data.Operations;

/// <summary>A link that sets a password, once: the first administrator's, or that of an account that was added or reset. Its token is not kept.</summary>
public sealed class SetupLink
{
    public long Id { get; private init; }

    /// <summary>Null: creates the first administrator.</summary>
    public long? AccountId { get; init; }

    /// <summary>SHA-256 of the token in the link.</summary>
    public required byte[] TokenHash { get; init; }

    public required DateTime Created { get; init; }
    public required DateTime Expires { get; init; }

    /// <summary>When it was used or, by a newer link for the same account, replaced.</summary>
    public DateTime? Used { get; private init; }
}
