namespace Dashboard.Checks.OpenPgp;

/// <summary>A revocation that was verified.</summary>
/// <param name="Created">When it was made, UTC.</param>
/// <param name="Reason">Why, for people, for example "it was compromised".</param>
public sealed record KeyRevocation(DateTime Created, string Reason);

/// <summary>
/// A validated public key: everything here was verified with the key's own signatures, and what could not be verified is left out.
/// Times are UTC.
/// </summary>
public sealed class OpenPgpKey
{
    private readonly Lazy<string> _armoredText;

    internal OpenPgpKey(PublicKeyPacket packet, Func<string> armor)
    {
        Packet = packet;
        _armoredText = new Lazy<string>(armor);
    }

    /// <summary>Lower-case hexadecimal, 40 digits for version 4, 64 for version 6.</summary>
    public string Fingerprint => Packet.Fingerprint;

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public string KeyId => Packet.KeyId;

    /// <summary>The number of the algorithm in RFC 9580, 9.1.</summary>
    public int Algorithm => Packet.Algorithm;

    /// <summary>The algorithm for people, for example "RSA".</summary>
    public string AlgorithmName => PgpAlgorithms.Name(Packet.Algorithm);

    /// <summary>The size that is quoted for the algorithm, in bits; 0 when not known.</summary>
    public int Bits => Packet.Bits;

    /// <summary>When the key was made, as it says itself.</summary>
    public DateTime Created => Packet.Created;

    /// <summary>When the key ends, by its latest valid self-signature; null for never.</summary>
    public DateTime? Expires { get; internal init; }

    /// <summary>When its latest valid self-signature was made; null when there is none, and then the key is of no use.</summary>
    public DateTime? LatestSelfSignature { get; internal init; }

    /// <summary>By itself or by a revoker that it names; null when it is not revoked.</summary>
    public KeyRevocation? Revocation { get; internal init; }

    /// <summary>The user id that the key declares as its first; null when no user id is certified by the key.</summary>
    public string? PrimaryUserId { get; internal init; }

    /// <summary>Its other certified and not revoked user ids.</summary>
    public IReadOnlyList<string> OtherUserIds { get; internal init; } = [];

    /// <summary>What the key says it may be used for; null when it does not say.</summary>
    public KeyUses? Uses { get; internal init; }

    /// <summary>Its subkeys, those too that are not bound or not for signing.</summary>
    public IReadOnlyList<OpenPgpSubkey> Subkeys { get; internal init; } = [];

    /// <summary>Whether the primary key itself may sign data.</summary>
    public bool CanSign => IsValid && Packet.Material is not null && Packet.Algorithm != PgpAlgorithms.RsaEncryptOnly && (Uses is null || Uses.Value.HasFlag(KeyUses.Sign));

    /// <summary>True when the key has certified itself, so that its dates and uses are known.</summary>
    public bool IsValid => LatestSelfSignature is not null;

    /// <summary>The key with all its packets as an armored block of its own.</summary>
    public string ArmoredText => _armoredText.Value;

    internal PublicKeyPacket Packet { get; }

    /// <summary>Fingerprints of keys that may revoke this one.</summary>
    internal IReadOnlyList<string> DesignatedRevokers { get; init; } = [];
}

/// <summary>A subkey, validated with its primary key's signatures. Times are UTC.</summary>
public sealed class OpenPgpSubkey
{
    internal OpenPgpSubkey(PublicKeyPacket packet) => Packet = packet;

    /// <summary>Lower-case hexadecimal.</summary>
    public string Fingerprint => Packet.Fingerprint;

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public string KeyId => Packet.KeyId;

    /// <summary>The number of the algorithm in RFC 9580, 9.1.</summary>
    public int Algorithm => Packet.Algorithm;

    /// <summary>The size that is quoted for the algorithm, in bits; 0 when not known.</summary>
    public int Bits => Packet.Bits;

    /// <summary>When the subkey was made, as it says itself.</summary>
    public DateTime Created => Packet.Created;

    /// <summary>When the subkey ends, by its latest valid binding; null for never.</summary>
    public DateTime? Expires { get; internal init; }

    /// <summary>True when the primary key has signed for it.</summary>
    public bool IsBound { get; internal init; }

    /// <summary>True when the subkey has signed for its primary, which a signing subkey must.</summary>
    public bool HasBackSignature { get; internal init; }

    /// <summary>What it may be used for; null when its binding does not say.</summary>
    public KeyUses? Uses { get; internal init; }

    /// <summary>By its primary key; null when it is not revoked.</summary>
    public KeyRevocation? Revocation { get; internal init; }

    /// <summary>Whether it may sign data.</summary>
    public bool CanSign => IsBound && HasBackSignature && MaySign;

    /// <summary>Whether it is meant to sign data, whatever its signatures are worth.</summary>
    internal bool MaySign => Packet.Material is not null && Packet.Algorithm != PgpAlgorithms.RsaEncryptOnly && (Uses is null || Uses.Value.HasFlag(KeyUses.Sign));

    internal PublicKeyPacket Packet { get; }
}
