using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace Dashboard.Tests.Checks.Support;

/// <summary>
/// A real key pair, and the packets it makes. Keys are put together packet by packet, so that a test can leave one out, add
/// a stranger's, or spoil one.
/// </summary>
internal sealed class TestKey
{
    public const int Sign = PgpKeyFlags.CanSign;
    public const int Certify = PgpKeyFlags.CanCertify;
    public const int Encrypt = PgpKeyFlags.CanEncryptCommunications;

    public static readonly DateTime Born = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Lazy<AsymmetricCipherKeyPair> RsaNumbers = new(() => GenerateRsa(2048));
    private static readonly Lazy<AsymmetricCipherKeyPair> ShortRsaNumbers = new(() => GenerateRsa(1024));
    private static readonly Lazy<AsymmetricCipherKeyPair> DsaNumbers = new(GenerateDsa);

    private readonly PgpKeyPair _pair;

    private TestKey(PublicKeyAlgorithmTag algorithm, AsymmetricCipherKeyPair numbers, DateTime? born) =>
        _pair = new PgpKeyPair(algorithm, numbers, born ?? Born);

    public string Fingerprint => Convert.ToHexStringLower(_pair.PublicKey.GetFingerprint());

    public string KeyId => _pair.KeyId.ToString("x16", null);

    public PgpPublicKey PublicKey => _pair.PublicKey;

    public byte[] KeyPacket => _pair.PublicKey.GetEncoded();

    /// <summary>The same key as a subkey's packet: tag 14 where the primary key has tag 6, in the old header format.</summary>
    public byte[] SubkeyPacket
    {
        get
        {
            var packet = KeyPacket;
            Assert.Equal(0x98, packet[0] & 0xFC);
            packet[0] = (byte)(0xB8 | (packet[0] & 0x03));
            return packet;
        }
    }

    public static TestKey Ed25519(DateTime? born = null)
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return new TestKey(PublicKeyAlgorithmTag.EdDsa_Legacy, generator.GenerateKeyPair(), born);
    }

    public static TestKey Rsa() => new(PublicKeyAlgorithmTag.RsaGeneral, RsaNumbers.Value, null);

    public static TestKey ShortRsa() => new(PublicKeyAlgorithmTag.RsaGeneral, ShortRsaNumbers.Value, null);

    public static TestKey Dsa() => new(PublicKeyAlgorithmTag.Dsa, DsaNumbers.Value, null);

    public static TestKey Ecdsa(string curve)
    {
        var generator = new ECKeyPairGenerator("ECDSA");
        generator.Init(new ECKeyGenerationParameters(ECNamedCurveTable.GetOid(curve), new SecureRandom()));
        return new TestKey(PublicKeyAlgorithmTag.ECDsa, generator.GenerateKeyPair(), null);
    }

    /// <summary>A key as most people have it: certified, for signing, with one user id.</summary>
    public byte[][] Usual(string userId = "Jane <jane@example.org>") => [KeyPacket, UserIdPacket(userId), CertifyUserId(userId)];

    /// <summary>The usual key in armor.</summary>
    public string ToKeys(string userId = "Jane <jane@example.org>") => Armor("PUBLIC KEY BLOCK", Usual(userId));

    public static byte[] UserIdPacket(string userId) => new UserIdPacket(userId).GetEncoded();

    public byte[] CertifyUserId(string userId, Signing? options = null, TestKey? of = null) =>
        Make(options ?? new Signing { Uses = Sign | Certify }, PgpSignature.PositiveCertification, generator => generator.GenerateCertification(userId, (of ?? this).PublicKey));

    public byte[] RevokeUserId(string userId, Signing options) =>
        Make(options, PgpSignature.CertificationRevocation, generator => generator.GenerateCertification(userId, PublicKey));

    public byte[] SignDirectly(Signing options) =>
        Make(options, PgpSignature.DirectKey, generator => generator.GenerateCertification(PublicKey));

    public byte[] Revoke(Signing? options = null, TestKey? of = null) =>
        Make(options ?? new Signing(), PgpSignature.KeyRevocation, generator => generator.GenerateCertification((of ?? this).PublicKey));

    public byte[] RevokeSubkey(TestKey subkey, Signing? options = null) =>
        Make(options ?? new Signing(), PgpSignature.SubkeyRevocation, generator => generator.GenerateCertification(PublicKey, subkey.PublicKey));

    /// <summary>Binds a subkey, with its back-signature unless told otherwise.</summary>
    public byte[] Bind(TestKey subkey, Signing? options = null, bool hasBackSignature = true)
    {
        var signing = options ?? new Signing { Uses = Sign };
        var back = subkey.MakeSignature(new Signing(), PgpSignature.PrimaryKeyBinding, generator => generator.GenerateCertification(PublicKey, subkey.PublicKey));
        return Make(
            hasBackSignature ? signing with { Hashed = subpackets => subpackets.AddEmbeddedSignature(false, back) } : signing,
            PgpSignature.SubkeyBinding,
            generator => generator.GenerateCertification(PublicKey, subkey.PublicKey));
    }

    /// <summary>A detached signature's packet over a content.</summary>
    public byte[] SignContent(byte[] content, Signing? options = null, int type = PgpSignature.BinaryDocument) =>
        Make(options ?? new Signing(), type, generator =>
        {
            generator.Update(content);
            return generator.Generate();
        });

    /// <summary>A detached signature in armor.</summary>
    public string SignToArmor(byte[] content, Signing? options = null) => Armor("SIGNATURE", SignContent(content, options));

    /// <summary>BouncyCastle's armor around packets.</summary>
    public static string Armor(string label, params byte[][] packets)
    {
        var bytes = packets.SelectMany(packet => packet).ToArray();
        return $"-----BEGIN PGP {label}-----\n\n{Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\n-----END PGP {label}-----\n";
    }

    private byte[] Make(Signing options, int type, Func<PgpSignatureGenerator, PgpSignature> make) => MakeSignature(options, type, make).GetEncoded();

    private PgpSignature MakeSignature(Signing options, int type, Func<PgpSignatureGenerator, PgpSignature> make)
    {
        var generator = new PgpSignatureGenerator(PublicKey.Algorithm, options.Hash);
        generator.InitSign(type, _pair.PrivateKey);
        var hashed = new PgpSignatureSubpacketGenerator();
        hashed.SetSignatureCreationTime(false, options.At ?? Born);
        hashed.SetIssuerFingerprint(false, PublicKey);
        if (options.Uses is { } uses)
        {
            hashed.SetKeyFlags(true, uses);
        }

        if (options.KeyLives is { } keyLives)
        {
            hashed.SetKeyExpirationTime(true, (long)keyLives.TotalSeconds);
        }

        if (options.Lives is { } lives)
        {
            hashed.SetSignatureExpirationTime(true, (long)lives.TotalSeconds);
        }

        options.Hashed?.Invoke(hashed);
        generator.SetHashedSubpackets(hashed.Generate());
        return make(generator);
    }

    private static AsymmetricCipherKeyPair GenerateRsa(int bits)
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(BigInteger.ValueOf(65537), new SecureRandom(), bits, 25));
        return generator.GenerateKeyPair();
    }

    private static AsymmetricCipherKeyPair GenerateDsa()
    {
        // Finding a prime of 2048 bits takes long: 1024 is what old keys have.
        var parameters = new DsaParametersGenerator();
        parameters.Init(1024, 20, new SecureRandom());
        var generator = new DsaKeyPairGenerator();
        generator.Init(new DsaKeyGenerationParameters(new SecureRandom(), parameters.GenerateParameters()));
        return generator.GenerateKeyPair();
    }
}

/// <summary>How a signature is made; what is not said is usual.</summary>
internal sealed record Signing
{
    public DateTime? At { get; init; }

    public HashAlgorithmTag Hash { get; init; } = HashAlgorithmTag.Sha512;

    public int? Uses { get; init; }

    public TimeSpan? KeyLives { get; init; }

    public TimeSpan? Lives { get; init; }

    public Action<PgpSignatureSubpacketGenerator>? Hashed { get; init; }
}
