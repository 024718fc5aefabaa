using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>The algorithm numbers of RFC 9580, 9.</summary>
internal static class PgpAlgorithms
{
    public const int Rsa = 1;
    public const int RsaEncryptOnly = 2;
    public const int RsaSignOnly = 3;
    public const int ElGamal = 16;
    public const int Dsa = 17;
    public const int Ecdh = 18;
    public const int Ecdsa = 19;
    public const int EdDsaLegacy = 22;
    public const int X25519 = 25;
    public const int X448 = 26;
    public const int Ed25519 = 27;
    public const int Ed448 = 28;

    public static DigestAlgorithm? Digest(int id) => id switch
    {
        1 => DigestAlgorithm.Md5,
        2 => DigestAlgorithm.Sha1,
        3 => DigestAlgorithm.RipeMd160,
        8 => DigestAlgorithm.Sha256,
        9 => DigestAlgorithm.Sha384,
        10 => DigestAlgorithm.Sha512,
        11 => DigestAlgorithm.Sha224,
        12 => DigestAlgorithm.Sha3With256,
        14 => DigestAlgorithm.Sha3With512,
        _ => null,
    };

    /// <summary>The salt of a version 6 signature, in bytes (RFC 9580, table 23).</summary>
    public static int SaltLength(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha384 => 24,
        DigestAlgorithm.Sha512 or DigestAlgorithm.Sha3With512 => 32,
        _ => 16,
    };

    public static string Name(int id) => id switch
    {
        Rsa or RsaEncryptOnly or RsaSignOnly => "RSA",
        ElGamal => "Elgamal",
        Dsa => "DSA",
        Ecdh => "ECDH",
        Ecdsa => "ECDSA",
        EdDsaLegacy => "EdDSA",
        X25519 => "X25519",
        X448 => "X448",
        Ed25519 => "Ed25519",
        Ed448 => "Ed448",
        _ => $"algorithm {id}",
    };
}
