using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace Dashboard.Checks.Digests;

/// <summary>A digest that is fed piece by piece.</summary>
public abstract class RunningDigest : IDisposable
{
    /// <summary>Starts a digest. The platform's own code is used where it has the algorithm: it is several times faster.</summary>
    public static RunningDigest Start(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => new Native(HashAlgorithmName.MD5),
        DigestAlgorithm.Sha1 => new Native(HashAlgorithmName.SHA1),
        DigestAlgorithm.Sha256 => new Native(HashAlgorithmName.SHA256),
        DigestAlgorithm.Sha384 => new Native(HashAlgorithmName.SHA384),
        DigestAlgorithm.Sha512 => new Native(HashAlgorithmName.SHA512),
        DigestAlgorithm.RipeMd160 => new Managed(new RipeMD160Digest()),
        DigestAlgorithm.Sha224 => new Managed(new Sha224Digest()),
        DigestAlgorithm.Sha3With256 => new Managed(new Sha3Digest(256)),
        _ => new Managed(new Sha3Digest(512)),
    };

    /// <summary>Adds bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the digest, once.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the platform holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class Native(HashAlgorithmName name) : RunningDigest
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

        public override byte[] Finish() => _hash.GetHashAndReset();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Managed(IDigest digest) : RunningDigest
    {
        public override void Append(ReadOnlySpan<byte> bytes) => digest.BlockUpdate(bytes);

        public override byte[] Finish()
        {
            var hash = new byte[digest.GetDigestSize()];
            digest.DoFinal(hash, 0);
            return hash;
        }
    }
}
