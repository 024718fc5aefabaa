using System.Buffers.Binary;
using System.Security.Cryptography;
using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>A primary key or subkey as it stands in its packet (RFC 9580, 5.5.2).</summary>
internal sealed class PublicKeyPacket
{
    private PublicKeyPacket(ReadOnlyMemory<byte> body, int version, DateTime created, int algorithm, KeyMaterial? material, int bits)
    {
        Body = body;
        Version = version;
        Created = created;
        Algorithm = algorithm;
        Material = material;
        Bits = bits;

        // CA5350: the fingerprint of a version 4 key is SHA-1 by definition.
#pragma warning disable CA5350
        Fingerprint = Convert.ToHexStringLower(version == 4 ? SHA1.HashData(Framed()) : SHA256.HashData(Framed()));
#pragma warning restore CA5350
        KeyId = version == 4 ? Fingerprint[^16..] : Fingerprint[..16];
    }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>4 or 6.</summary>
    public int Version { get; }

    public DateTime Created { get; }

    public int Algorithm { get; }

    /// <summary>Null for keys that cannot sign, or that are not known here.</summary>
    public KeyMaterial? Material { get; }

    public int Bits { get; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public string KeyId { get; }

    /// <exception cref="PacketFormatException">The packet is malformed, or of another version.</exception>
    public static PublicKeyPacket Read(ReadOnlyMemory<byte> body)
    {
        var reader = new PacketReader(body);
        var version = reader.U8();
        if (version is not (4 or 6))
        {
            throw new PacketFormatException($"holds a key of version {version}, which is not supported (4 and 6 are)");
        }

        var created = DateTime.UnixEpoch.AddSeconds(reader.U32());
        var algorithm = reader.U8();
        var numbers = version == 6 ? reader.Take(reader.U32()) : reader.Rest();
        if (version == 4 && body.Length > ushort.MaxValue)
        {
            throw new PacketFormatException("holds a key that is too long");
        }

        var material = KeyMaterial.Read(algorithm, new PacketReader(numbers));
        return new PublicKeyPacket(body, version, created, algorithm, material, material?.Bits ?? KeyMaterial.BitsOfOther(algorithm, numbers.Span));
    }

    /// <summary>Feeds a digest with the key as fingerprints and certifications see it (RFC 9580, 5.2.4).</summary>
    public void AppendTo(RunningDigest digest) => digest.Append(Framed());

    private byte[] Framed()
    {
        var framed = new byte[(Version == 4 ? 3 : 5) + Body.Length];
        if (Version == 4)
        {
            framed[0] = 0x99;
            BinaryPrimitives.WriteUInt16BigEndian(framed.AsSpan(1), (ushort)Body.Length);
        }
        else
        {
            framed[0] = 0x9B;
            BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)Body.Length);
        }

        Body.Span.CopyTo(framed.AsSpan(framed.Length - Body.Length));
        return framed;
    }
}
