using System.Buffers.Binary;
using Dashboard.Checks.Digests;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Dashboard.Checks.OpenPgp;

/// <summary>The public numbers of a key, and what can be verified with them.</summary>
internal abstract class KeyMaterial
{
    // Larger ones exist to keep a verifier busy.
    private const int MaxRsaBits = 16384;
    private const int MaxRsaExponentBits = 64;
    private const int MaxDsaBits = 4096;
    private const int MaxDsaOrderBits = 512;

    /// <summary>The size that people quote: the modulus, the prime or the field, in bits.</summary>
    public abstract int Bits { get; }

    /// <summary>Verifies a signature over a digest.</summary>
    /// <param name="algorithm">What made the digest.</param>
    /// <param name="hash">The digest.</param>
    /// <param name="signature">The algorithm's part of a signature packet.</param>
    /// <exception cref="PacketFormatException">The signature is not of this algorithm's form.</exception>
    public abstract bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature);

    /// <summary>Reads the key of an algorithm that signs; null for others, for curves that are not known, and for oversized numbers.</summary>
    /// <exception cref="PacketFormatException">The numbers are cut off, or not a key.</exception>
    public static KeyMaterial? Read(int algorithm, PacketReader reader)
    {
        try
        {
            return algorithm switch
            {
                PgpAlgorithms.Rsa or PgpAlgorithms.RsaSignOnly or PgpAlgorithms.RsaEncryptOnly => ReadRsa(reader),
                PgpAlgorithms.Dsa => ReadDsa(reader),
                PgpAlgorithms.Ecdsa => ReadEcdsa(reader),
                PgpAlgorithms.EdDsaLegacy => ReadEdDsaLegacy(reader),
                PgpAlgorithms.Ed25519 => new Ed25519Material(reader.Take(Ed25519.PublicKeySize).ToArray()),
                PgpAlgorithms.Ed448 => new Ed448Material(reader.Take(Ed448.PublicKeySize).ToArray()),
                _ => null,
            };
        }
        catch (Exception error) when (error is ArgumentException or ArithmeticException or InvalidOperationException)
        {
            // How BouncyCastle says that a point is not on its curve.
            throw new PacketFormatException("holds numbers that are no key");
        }
    }

    /// <summary>The size of a key that is not used here, in bits: that of its first number.</summary>
    public static int BitsOfOther(int algorithm, ReadOnlySpan<byte> body) => algorithm switch
    {
        PgpAlgorithms.X25519 => 255,
        PgpAlgorithms.X448 => 448,
        PgpAlgorithms.Rsa or PgpAlgorithms.RsaSignOnly or PgpAlgorithms.RsaEncryptOnly or PgpAlgorithms.Dsa or PgpAlgorithms.ElGamal
            when body.Length >= 2 => BinaryPrimitives.ReadUInt16BigEndian(body),
        _ => 0,
    };

    private static RsaMaterial? ReadRsa(PacketReader reader)
    {
        var modulus = Integer(reader.Mpi());
        var exponent = Integer(reader.Mpi());
        if (modulus.BitLength > MaxRsaBits || exponent.BitLength > MaxRsaExponentBits)
        {
            return null;
        }

        return modulus.BitLength < 256 || !modulus.TestBit(0) || !exponent.TestBit(0) || exponent.BitLength < 2
            ? throw new PacketFormatException("holds numbers that are no key")
            : new RsaMaterial(modulus, exponent);
    }

    private static DsaMaterial? ReadDsa(PacketReader reader)
    {
        var p = Integer(reader.Mpi());
        var q = Integer(reader.Mpi());
        var g = Integer(reader.Mpi());
        var y = Integer(reader.Mpi());
        return p.BitLength > MaxDsaBits || q.BitLength > MaxDsaOrderBits
            ? null
            : new DsaMaterial(new DsaPublicKeyParameters(y, new DsaParameters(p, q, g)));
    }

    private static EcdsaMaterial? ReadEcdsa(PacketReader reader)
    {
        // The bytes of an object identifier without their ASN.1 header (RFC 9580, 9.2).
        var oid = DerObjectIdentifier.FromContents(reader.Take(reader.U8()).ToArray());
        var point = reader.Mpi().ToArray();
        if ((ECNamedCurveTable.GetByOid(oid) ?? CustomNamedCurves.GetByOid(oid)) is not { } curve || !IsOfOpenPgp(oid.Id))
        {
            return null;
        }

        var domain = new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H, curve.GetSeed());
        return new EcdsaMaterial(new ECPublicKeyParameters(curve.Curve.DecodePoint(point), domain));
    }

    // NIST P-256, P-384, P-521; brainpoolP256r1, P384r1, P512r1; and secp256k1, which GnuPG makes too.
    private static bool IsOfOpenPgp(string oid) => oid
        is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35" or "1.3.132.0.10"
        or "1.3.36.3.3.2.8.1.1.7" or "1.3.36.3.3.2.8.1.1.11" or "1.3.36.3.3.2.8.1.1.13";

    private static Ed25519Material? ReadEdDsaLegacy(PacketReader reader)
    {
        var oid = DerObjectIdentifier.FromContents(reader.Take(reader.U8()).ToArray());
        var point = reader.Mpi();

        // 0x40 says "as it is" before the 32 bytes.
        return oid.Id != "1.3.6.1.4.1.11591.15.1" ? null
            : point.Length == Ed25519.PublicKeySize + 1 && point.Span[0] == 0x40 ? new Ed25519Material(point[1..].ToArray(), true)
            : throw new PacketFormatException("holds numbers that are no key");
    }

    private static BigInteger Integer(ReadOnlyMemory<byte> bytes) => new(1, bytes.Span);

    private sealed class RsaMaterial(BigInteger modulus, BigInteger exponent) : KeyMaterial
    {
        public override int Bits => modulus.BitLength;

        public override bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature)
        {
            var value = Integer(signature.Mpi());
            if (value.CompareTo(modulus) >= 0)
            {
                return false;
            }

            // The one right encoding is made and compared as a whole: parsing it is where forgeries hide (RFC 8017, 8.2.2).
            ReadOnlySpan<byte> prefix = DigestInfoPrefix(algorithm);
            var encoded = new byte[(modulus.BitLength + 7) / 8];
            var filling = encoded.Length - prefix.Length - hash.Length - 3;
            if (filling < 8)
            {
                return false;
            }

            encoded[1] = 1;
            encoded.AsSpan(2, filling).Fill(0xFF);
            prefix.CopyTo(encoded.AsSpan(3 + filling));
            hash.CopyTo(encoded.AsSpan(encoded.Length - hash.Length));
            return value.ModPow(exponent, modulus).Equals(Integer(encoded));
        }

        // The ASN.1 before the digest (RFC 9580, 5.2.3.1).
        private static byte[] DigestInfoPrefix(DigestAlgorithm algorithm) => Convert.FromHexString(algorithm switch
        {
            DigestAlgorithm.Md5 => "3020300C06082A864886F70D020505000410",
            DigestAlgorithm.Sha1 => "3021300906052B0E03021A05000414",
            DigestAlgorithm.RipeMd160 => "3021300906052B2403020105000414",
            DigestAlgorithm.Sha224 => "302D300D06096086480165030402040500041C",
            DigestAlgorithm.Sha256 => "3031300D060960864801650304020105000420",
            DigestAlgorithm.Sha384 => "3041300D060960864801650304020205000430",
            DigestAlgorithm.Sha512 => "3051300D060960864801650304020305000440",
            DigestAlgorithm.Sha3With256 => "3031300D060960864801650304020805000420",
            _ => "3051300D060960864801650304020A05000440",
        });
    }

    private sealed class DsaMaterial(DsaPublicKeyParameters key) : KeyMaterial
    {
        public override int Bits => key.Parameters.P.BitLength;

        public override bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature)
        {
            var signer = new DsaSigner();
            signer.Init(false, key);
            return signer.VerifySignature(hash, Integer(signature.Mpi()), Integer(signature.Mpi()));
        }
    }

    private sealed class EcdsaMaterial(ECPublicKeyParameters key) : KeyMaterial
    {
        public override int Bits => key.Parameters.Curve.FieldSize;

        public override bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature)
        {
            var signer = new ECDsaSigner();
            signer.Init(false, key);
            return signer.VerifySignature(hash, Integer(signature.Mpi()), Integer(signature.Mpi()));
        }
    }

    private sealed class Ed25519Material(byte[] key, bool isLegacy = false) : KeyMaterial
    {
        public override int Bits => 255;

        public override bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature)
        {
            var bytes = isLegacy
                ? [.. Padded(signature.Mpi().Span), .. Padded(signature.Mpi().Span)]
                : signature.Take(Ed25519.SignatureSize).ToArray();
            return Ed25519.Verify(bytes, 0, key, 0, hash, 0, hash.Length);
        }

        // R and S are byte strings that travel as integers, without their leading zeros.
        private static byte[] Padded(ReadOnlySpan<byte> value)
        {
            if (value.Length > 32)
            {
                throw new PacketFormatException("holds a number that is too long");
            }

            var padded = new byte[32];
            value.CopyTo(padded.AsSpan(32 - value.Length));
            return padded;
        }
    }

    private sealed class Ed448Material(byte[] key) : KeyMaterial
    {
        public override int Bits => 448;

        public override bool Verify(DigestAlgorithm algorithm, byte[] hash, PacketReader signature) =>
            Ed448.Verify(signature.Take(Ed448.SignatureSize).ToArray(), 0, key, 0, [], hash, 0, hash.Length);
    }
}
