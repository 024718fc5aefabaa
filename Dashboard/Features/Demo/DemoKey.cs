using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Dashboard.Features.Demo;

/// <summary>An OpenPGP key pair of somebody in the demo. The secret half lives in memory only, and is gone with the process.</summary>
internal sealed class DemoKey
{
    private const int ReadBytes = 128 * 1024;

    private readonly PgpKeyPair _pair;
    private readonly DateTime _born;
    private readonly TimeSpan? _lives;

    private DemoKey(PublicKeyAlgorithmTag algorithm, AsymmetricCipherKeyPair numbers, string userId, DateTime born, TimeSpan? lives)
    {
        _pair = new PgpKeyPair(algorithm, numbers, born);
        (UserId, _born, _lives) = (userId, born, lives);
    }

    public string UserId { get; }

    /// <summary>When its owner revoked it as compromised, UTC; null as long as it is good.</summary>
    public DateTime? Revoked { get; init; }

    /// <param name="userId">Such as <c>Jane Roe &lt;jane@tidewater.example&gt;</c>.</param>
    /// <param name="born">UTC, in whole seconds.</param>
    /// <param name="lives">How long it may be used; null for ever.</param>
    public static DemoKey Ed25519(string userId, DateTime born, TimeSpan? lives = null, DateTime? revoked = null)
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return new DemoKey(PublicKeyAlgorithmTag.EdDsa_Legacy, generator.GenerateKeyPair(), userId, born, lives) { Revoked = revoked };
    }

    /// <inheritdoc cref="Ed25519"/>
    public static DemoKey Rsa(string userId, DateTime born, TimeSpan? lives = null)
    {
        // The framework finds the primes many times faster.
        using var rsa = RSA.Create(3072);
        return new DemoKey(PublicKeyAlgorithmTag.RsaGeneral, DotNetUtilities.GetRsaKeyPair(rsa), userId, born, lives);
    }

    /// <summary>The public half as its owner would send it to a KEYS file.</summary>
    public string PublicBlock()
    {
        var certification = Make(PgpSignature.PositiveCertification, _born, generator => generator.GenerateCertification(UserId, _pair.PublicKey), packets =>
        {
            packets.SetKeyFlags(true, PgpKeyFlags.CanSign | PgpKeyFlags.CanCertify);
            if (_lives is { } lives)
            {
                packets.SetKeyExpirationTime(true, (long)lives.TotalSeconds);
            }
        });
        byte[] revocation = Revoked is not { } revoked ? [] : Make(
            PgpSignature.KeyRevocation, revoked, generator => generator.GenerateCertification(_pair.PublicKey),
            packets => packets.SetRevocationReason(false, RevocationReasonTag.KeyCompromised, "The laptop was stolen."));
        return Armor([.. _pair.PublicKey.GetEncoded(), .. revocation, .. new UserIdPacket(UserId).GetEncoded(), .. certification]);
    }

    /// <summary>A detached signature in armor, as <c>gpg --armor --detach-sign</c> writes it.</summary>
    /// <param name="content">Read from its position to its end; left open.</param>
    /// <param name="at">What the signature says for its time, UTC.</param>
    public string Sign(Stream content, DateTime at) => Armor(Make(PgpSignature.BinaryDocument, at, generator =>
    {
        var buffer = new byte[ReadBytes];
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            generator.Update(buffer, 0, read);
        }

        return generator.Generate();
    }));

    private byte[] Make(
        int type, DateTime at, Func<PgpSignatureGenerator, PgpSignature> make, Action<PgpSignatureSubpacketGenerator>? describe = null)
    {
        var generator = new PgpSignatureGenerator(_pair.PublicKey.Algorithm, HashAlgorithmTag.Sha512);
        generator.InitSign(type, _pair.PrivateKey);
        var packets = new PgpSignatureSubpacketGenerator();
        packets.SetSignatureCreationTime(false, at);
        packets.SetIssuerFingerprint(false, _pair.PublicKey);
        describe?.Invoke(packets);
        generator.SetHashedSubpackets(packets.Generate());
        return make(generator).GetEncoded();
    }

    private static string Armor(byte[] packets)
    {
        using var text = new MemoryStream();
        // Without a version, as gpg writes it.
        using (var armor = ArmoredOutputStream.Build().SetVersion(null).EnableCrc(true).Build(text))
        {
            armor.Write(packets);
        }

        return Encoding.ASCII.GetString(text.ToArray()).ReplaceLineEndings("\n");
    }
}
