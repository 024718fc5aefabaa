namespace Dashboard.Data.Entities;

/// <summary>An OpenPGP key that may sign a committee's releases.</summary>
public sealed class PublicSigningKey
{
    /// <summary>The fingerprint of the primary key in lower-case hex.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The OpenPGP public-key algorithm id (RFC 9580, 9.1).</summary>
    public required int Algorithm { get; set; }

    /// <summary>In bits.</summary>
    public required int Length { get; set; }

    public required DateTime Created { get; set; }
    public DateTime? LatestSelfSignature { get; set; }
    public DateTime? Expires { get; set; }
    public string? PrimaryDeclaredUid { get; set; }
    public List<string> SecondaryDeclaredUids { get; set; } = [];

    /// <summary>The user who owns the key; null when not known.</summary>
    public string? ApacheUid { get; set; }

    public required string AsciiArmoredKey { get; set; }
    public List<KeyLink> KeyLinks { get; } = [];
}

/// <summary>Allows a key to sign a committee's releases.</summary>
public sealed class KeyLink
{
    public required string CommitteeName { get; init; }
    public Committee? Committee { get; private init; }
    public required string KeyFingerprint { get; init; }
    public PublicSigningKey? Key { get; private init; }
}
