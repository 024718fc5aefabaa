using System.Buffers.Binary;

namespace Dashboard.Checks.OpenPgp;

/// <summary>Reads the fields of a packet. Nothing is allocated for a length before the bytes are known to be there.</summary>
internal sealed class PacketReader(ReadOnlyMemory<byte> bytes)
{
    public int Position { get; private set; }

    public bool IsAtEnd => Position == bytes.Length;

    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw new PacketFormatException("is cut off");
        }

        var taken = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public ReadOnlyMemory<byte> Rest() => Take(bytes.Length - Position);

    public byte U8() => Take(1).Span[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2).Span);

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4).Span);

    /// <summary>A multiprecision integer (RFC 9580, 3.2): its length in bits, then its bytes.</summary>
    public ReadOnlyMemory<byte> Mpi() => Take((U16() + 7) / 8);

    /// <summary>The next packet (RFC 9580, 4.2), or null at the end.</summary>
    public Packet? Packet()
    {
        if (IsAtEnd)
        {
            return null;
        }

        var header = U8();
        if ((header & 0x80) == 0)
        {
            throw new PacketFormatException("holds bytes that begin no packet");
        }

        if ((header & 0x40) != 0)
        {
            return new Packet((PacketTag)(header & 0x3F), Take(NewLength()));
        }

        var tag = (PacketTag)((header >> 2) & 0x0F);
        return (header & 3) switch
        {
            0 => new Packet(tag, Take(U8())),
            1 => new Packet(tag, Take(U16())),
            2 => new Packet(tag, Take(U32())),
            _ => throw new PacketFormatException("holds a packet of unknown length"),
        };
    }

    /// <summary>A length of one, two or five bytes, as new packet headers and subpackets have it.</summary>
    public long NewLength(bool isSubpacket = false)
    {
        var first = U8();
        return first switch
        {
            < 192 => first,
            255 => U32(),
            _ when isSubpacket || first < 224 => ((first - 192) << 8) + U8() + 192,

            // Allowed for data only, never for keys and signatures.
            _ => throw new PacketFormatException("holds a packet in pieces"),
        };
    }
}

/// <summary>A packet whose content is not read yet.</summary>
internal readonly record struct Packet(PacketTag Tag, ReadOnlyMemory<byte> Body);

/// <summary>The packets that matter here (RFC 9580, 5).</summary>
internal enum PacketTag
{
    Signature = 2,
    SecretKey = 5,
    PublicKey = 6,
    SecretSubkey = 7,
    Compressed = 8,
    OnePassSignature = 4,
    Marker = 10,
    Literal = 11,
    Trust = 12,
    UserId = 13,
    PublicSubkey = 14,
    UserAttribute = 17,
    Padding = 21,
}
