using System.Buffers.Binary;
using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>What a signature is about (RFC 9580, 5.2.1).</summary>
internal enum SignatureType
{
    Binary = 0x00,
    Text = 0x01,
    GenericCertification = 0x10,
    PositiveCertification = 0x13,
    SubkeyBinding = 0x18,
    PrimaryKeyBinding = 0x19,
    DirectKey = 0x1F,
    KeyRevocation = 0x20,
    SubkeyRevocation = 0x28,
    CertificationRevocation = 0x30,
}

/// <summary>A signature packet of version 3, 4 or 6 (RFC 9580, 5.2). What is not hashed is used as a hint only.</summary>
internal sealed class SignaturePacket
{
    private ReadOnlyMemory<byte> _hashedFields;
    private ReadOnlyMemory<byte> _numbers;
    private ushort _hashStart;
    private byte[] _salt = [];

    public required int Version { get; init; }

    public required SignatureType Type { get; init; }

    public required int Algorithm { get; init; }

    public required int HashId { get; init; }

    /// <summary>Null when the hashed part does not say.</summary>
    public DateTime? Created { get; private set; }

    /// <summary>When the signature ends, from its hashed part; null for never.</summary>
    public DateTime? Expires { get; private set; }

    /// <summary>Seconds from the creation of the key; null when not said, zero for never.</summary>
    public uint? KeyLifetime { get; private set; }

    public KeyUses? Uses { get; private set; }

    public bool IsPrimaryUserId { get; private set; }

    /// <summary>From either part: it only chooses the keys that are tried.</summary>
    public string? IssuerFingerprint { get; private set; }

    /// <summary>From either part: it only chooses the keys that are tried.</summary>
    public string? IssuerKeyId { get; private set; }

    /// <summary>The code of a revocation's reason (RFC 9580, 5.2.3.31).</summary>
    public int? RevocationReason { get; private set; }

    /// <summary>Fingerprints of keys that may revoke this one.</summary>
    public List<string> DesignatedRevokers { get; } = [];

    /// <summary>A back-signature, from either part: it is verified itself.</summary>
    public ReadOnlyMemory<byte>? Embedded { get; private set; }

    /// <summary>A critical subpacket that is not known here: the signature may not be relied on.</summary>
    public int? UnknownCritical { get; private set; }

    public DigestAlgorithm? Hash => PgpAlgorithms.Digest(HashId);

    /// <exception cref="PacketFormatException">The packet is malformed, or of another version.</exception>
    public static SignaturePacket Read(ReadOnlyMemory<byte> body)
    {
        var reader = new PacketReader(body);
        var version = reader.U8();
        return version switch
        {
            3 => ReadVersion3(body, reader),
            4 or 6 => ReadModern(body, reader, version),
            _ => throw new PacketFormatException($"is of version {version}, which is not supported (3, 4 and 6 are)"),
        };
    }

    /// <summary>Begins the digest that this signature is over: its salt comes first.</summary>
    /// <returns>Null when the hash algorithm is not known.</returns>
    public RunningDigest? BeginDigest()
    {
        if (Hash is not { } algorithm)
        {
            return null;
        }

        var digest = RunningDigest.Start(algorithm);
        digest.Append(_salt);
        return Type == SignatureType.Text ? new CanonicalTextDigest(digest) : digest;
    }

    /// <summary>Ends the digest with the signature's own fields.</summary>
    public byte[] FinishDigest(RunningDigest digest)
    {
        // The fields are no text, even where the content is.
        var raw = digest is CanonicalTextDigest text ? text.Inner : digest;
        raw.Append(_hashedFields.Span);
        if (Version != 3)
        {
            Span<byte> trailer = [(byte)Version, 0xFF, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(trailer[2..], (uint)_hashedFields.Length);
            raw.Append(trailer);
        }

        return raw.Finish();
    }

    /// <summary>Whether a key made this signature over a digest.</summary>
    public bool IsMadeBy(PublicKeyPacket key, byte[] hash)
    {
        // The two bytes are a quick test that spares the arithmetic.
        if (Hash is not { } algorithm
            || key.Material is null
            || !Fits(key)
            || BinaryPrimitives.ReadUInt16BigEndian(hash) != _hashStart)
        {
            return false;
        }

        try
        {
            return key.Material.Verify(algorithm, hash, new PacketReader(_numbers));
        }
        catch (Exception error) when (error is PacketFormatException or ArgumentException or ArithmeticException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether this kind of key makes this kind of signature; a version 6 key never makes an older one.</summary>
    public bool Fits(PublicKeyPacket key) =>
        (Version == 6) == (key.Version == 6)
        && (key.Algorithm == Algorithm || (IsRsa(key.Algorithm) && IsRsa(Algorithm)));

    /// <summary>Whether a key may be the issuer; a signature that names none may be anybody's.</summary>
    public bool MayBeFrom(PublicKeyPacket key) =>
        IssuerFingerprint is not null ? IssuerFingerprint == key.Fingerprint : IssuerKeyId is null || IssuerKeyId == key.KeyId;

    private static bool IsRsa(int algorithm) => algorithm is PgpAlgorithms.Rsa or PgpAlgorithms.RsaSignOnly;

    private static SignaturePacket ReadVersion3(ReadOnlyMemory<byte> body, PacketReader reader)
    {
        if (reader.U8() != 5)
        {
            throw new PacketFormatException("has a wrong length inside");
        }

        var type = reader.U8();
        var created = reader.U32();
        var issuer = reader.Take(8);
        return new SignaturePacket
        {
            Version = 3,
            Type = (SignatureType)type,
            Created = DateTime.UnixEpoch.AddSeconds(created),
            IssuerKeyId = Convert.ToHexStringLower(issuer.Span),
            Algorithm = reader.U8(),
            HashId = reader.U8(),
            _hashedFields = body.Slice(2, 5),
            _hashStart = reader.U16(),
            _numbers = reader.Rest(),
        };
    }

    private static SignaturePacket ReadModern(ReadOnlyMemory<byte> body, PacketReader reader, int version)
    {
        var packet = new SignaturePacket { Version = version, Type = (SignatureType)reader.U8(), Algorithm = reader.U8(), HashId = reader.U8() };
        var hashed = reader.Take(version == 6 ? reader.U32() : reader.U16());
        packet._hashedFields = body[..reader.Position];
        packet.ReadSubpackets(hashed, true);
        packet.ReadSubpackets(reader.Take(version == 6 ? reader.U32() : reader.U16()), false);
        packet._hashStart = reader.U16();
        if (version == 6)
        {
            packet._salt = reader.Take(reader.U8()).ToArray();
            if (packet.Hash is { } algorithm && packet._salt.Length != PgpAlgorithms.SaltLength(algorithm))
            {
                throw new PacketFormatException("has a salt of a wrong length");
            }
        }

        packet._numbers = reader.Rest();
        return packet;
    }

    private void ReadSubpackets(ReadOnlyMemory<byte> area, bool isHashed)
    {
        var reader = new PacketReader(area);
        uint? lifetime = null;
        while (!reader.IsAtEnd)
        {
            var content = new PacketReader(reader.Take(reader.NewLength(isSubpacket: true)));
            var type = content.U8();
            var isCritical = (type & 0x80) != 0;
            type &= 0x7F;
            if (type is 16 or 32 or 33)
            {
                ReadHint(type, content);
            }
            else if (isHashed)
            {
                lifetime = type == 3 ? content.U32() : lifetime;
                ReadHashed(type, isCritical, content);
            }
        }

        // The creation may stand after the lifetime.
        if (lifetime is > 0 && Created is { } created)
        {
            Expires = created.AddSeconds(lifetime.Value);
        }
    }

    private void ReadHint(int type, PacketReader content)
    {
        switch (type)
        {
            case 16:
                IssuerKeyId ??= Convert.ToHexStringLower(content.Take(8).Span);
                break;
            case 32:
                Embedded ??= content.Rest();
                break;
            case 33:
                content.U8();
                IssuerFingerprint ??= Convert.ToHexStringLower(content.Rest().Span);
                break;
        }
    }

    private void ReadHashed(int type, bool isCritical, PacketReader content)
    {
        switch (type)
        {
            case 2:
                Created = DateTime.UnixEpoch.AddSeconds(content.U32());
                break;
            case 9:
                KeyLifetime = content.U32();
                break;
            case 12:
                // class, algorithm, fingerprint
                content.Take(2);
                DesignatedRevokers.Add(Convert.ToHexStringLower(content.Rest().Span));
                break;
            case 25:
                IsPrimaryUserId = content.U8() != 0;
                break;
            case 27:
                Uses = content.IsAtEnd ? KeyUses.None : (KeyUses)content.U8();
                break;
            case 29:
                RevocationReason = content.U8();
                break;
            case 20 when isCritical:
                // A notation that must be understood, and none is.
                UnknownCritical = type;
                break;
            case 3 or 4 or 5 or 6 or 7 or 11 or 20 or 21 or 22 or 23 or 24 or 26 or 28 or 30 or 31 or 34 or 35 or 39:
                break;
            default:
                UnknownCritical = isCritical ? type : UnknownCritical;
                break;
        }
    }
}
