namespace Dashboard.Data.Operations;

/// <summary>A key for scripts to the API and the hub, with the rights of its account. The key itself is shown once and not kept.</summary>
public sealed class AccessToken
{
    /// <summary>Longest label, in characters.</summary>
    public const int MaxLabelLength = 100;

    public long Id { get; private init; }
    public required long AccountId { get; init; }
    public Account? Account { get; private init; }

    /// <summary>SHA-256 of the key. A key has 256 random bits, so that no salt and no slow hash are needed.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>What it is for, in its owner's words.</summary>
    public required string Label { get; init; }

    public required DateTime Created { get; init; }
    public required DateTime Expires { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public DateTime? LastUsed { get; private init; }

    public DateTime? Revoked { get; private init; }
}
