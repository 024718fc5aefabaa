namespace Dashboard.Checks.Digests;

/// <summary>The digest algorithms of release files and of OpenPGP.</summary>
public enum DigestAlgorithm
{
    /// <summary>Broken: collisions take seconds.</summary>
    Md5,

    /// <summary>Broken: collisions with chosen beginnings are affordable.</summary>
    Sha1,

    /// <summary>Old, 160 bits.</summary>
    RipeMd160,

    /// <summary>SHA-2 with 224 bits.</summary>
    Sha224,

    /// <summary>SHA-2 with 256 bits.</summary>
    Sha256,

    /// <summary>SHA-2 with 384 bits.</summary>
    Sha384,

    /// <summary>SHA-2 with 512 bits.</summary>
    Sha512,

    /// <summary>SHA-3 with 256 bits.</summary>
    Sha3With256,

    /// <summary>SHA-3 with 512 bits.</summary>
    Sha3With512,
}

/// <summary>The names of digest algorithms for people.</summary>
public static class DigestAlgorithms
{
    /// <summary>The usual name, for example "SHA-512".</summary>
    public static string NameOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Sha1 => "SHA-1",
        DigestAlgorithm.RipeMd160 => "RIPEMD-160",
        DigestAlgorithm.Sha224 => "SHA-224",
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha384 => "SHA-384",
        DigestAlgorithm.Sha512 => "SHA-512",
        DigestAlgorithm.Sha3With256 => "SHA3-256",
        _ => "SHA3-512",
    };

    /// <summary>The length of a digest in hexadecimal digits.</summary>
    public static int HexLengthOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => 32,
        DigestAlgorithm.Sha1 or DigestAlgorithm.RipeMd160 => 40,
        DigestAlgorithm.Sha224 => 56,
        DigestAlgorithm.Sha256 or DigestAlgorithm.Sha3With256 => 64,
        DigestAlgorithm.Sha384 => 96,
        _ => 128,
    };
}
