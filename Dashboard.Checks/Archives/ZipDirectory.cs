using System.Buffers.Binary;

namespace Dashboard.Checks.Archives;

/// <summary>An entry of a zip archive's central directory (APPNOTE.TXT 4.3.12).</summary>
internal sealed record ZipEntry(
    byte[] Name, bool IsUtf8, ushort Flags, ushort Method, uint Crc, long Packed, long Size, long Offset, ushort MadeBy, uint ExternalAttributes)
{
    public bool IsEncrypted => (Flags & 1) != 0;

    public bool HasDescriptor => (Flags & 8) != 0;
}

/// <summary>Reads the central directory of a zip archive, which alone decides which members there are.</summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, LocatorSignature = 0x07064B50, EntrySignature = 0x02014B50;
    private const int EndBytes = 22, MaxCommentBytes = 65535;

    // 100,000 entries with long names; more is an attack on memory.
    private const int MaxDirectoryBytes = 64 * 1024 * 1024;

    /// <returns>The entries, and where the directory begins in the file.</returns>
    /// <exception cref="ArchiveException">There is no directory, or it is damaged.</exception>
    public static (List<ZipEntry> Entries, long Start) Read(Stream zip, ArchiveLimits limits, ArchiveProblems problems)
    {
        var tailLength = (int)Math.Min(zip.Length, EndBytes + MaxCommentBytes);
        var tail = ReadAt(zip, zip.Length - tailLength, tailLength);
        if (FindEnd(tail) is not (>= 0 and var at))
        {
            throw new ArchiveException(zip.Length == 0 ? "The file is empty." : "The file has no zip directory: it is no zip archive, or it is cut off.");
        }

        var end = tail.AsSpan(at);
        if (at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) < tail.Length)
        {
            problems.Add(FindingStatus.Blocker, "Data follow the end of the zip archive. Build it again.");
        }

        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var directoryEnd = zip.Length - tailLength + at;
        if (count == 0xFFFF || size == 0xFFFFFFFF || start == 0xFFFFFFFF)
        {
            (count, size, start, directoryEnd) = ReadEnd64(zip, directoryEnd);
        }

        if (start < 0 || size < 0 || start + size > directoryEnd || size > MaxDirectoryBytes)
        {
            throw new ArchiveException("The end of the zip archive points to a directory that is not there: the archive is damaged or cut off.");
        }

        if (start + size < directoryEnd)
        {
            problems.Add(FindingStatus.Blocker, "Data stand between the zip directory and its end mark. Build the archive again.");
        }

        if (count > limits.MaxMembers)
        {
            throw new ArchiveException($"The archive has more than {limits.MaxMembers:N0} members and was not read.");
        }

        return (Entries(ReadAt(zip, start, (int)size), count), start);
    }

    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == EndSignature && at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) <= tail.Length)
            {
                return at;
            }
        }

        return -1;
    }

    private static (long Count, long Size, long Start, long End) ReadEnd64(Stream zip, long endStart)
    {
        var locatorStart = endStart - 20;
        var locator = locatorStart < 0 ? [] : ReadAt(zip, locatorStart, 20);
        if (locator.Length < 20 || BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
        {
            throw new ArchiveException("The zip archive says that it is a zip64 archive, and is not: it is damaged.");
        }

        var start = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var record = start < 0 || start > locatorStart - 56 ? [] : ReadAt(zip, start, 56);
        if (record.Length < 56 || BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
        {
            throw new ArchiveException("The zip64 end of the archive is not where it should be: the archive is damaged.");
        }

        return (
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)), BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)), start);
    }

    private static List<ZipEntry> Entries(ReadOnlySpan<byte> directory, long count)
    {
        var entries = new List<ZipEntry>();
        while (!directory.IsEmpty)
        {
            if (directory.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(directory) != EntrySignature)
            {
                throw new ArchiveException("The zip directory is damaged.");
            }

            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            var total = 46 + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (total > directory.Length)
            {
                throw new ArchiveException("The zip directory is damaged.");
            }

            entries.Add(Entry(directory[..total], directory.Slice(46, nameLength), directory.Slice(46 + nameLength, extraLength)));
            directory = directory[total..];
        }

        return entries.Count == count
            ? entries
            : throw new ArchiveException($"The zip directory has {entries.Count:N0} entries where its end says {count:N0}: the archive is damaged.");
    }

    private static ZipEntry Entry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        var wide = Zip64Field(extra);
        size = Wide(size, ref wide);
        packed = Wide(packed, ref wide);
        offset = Wide(offset, ref wide);
        return new(
            name.ToArray(), (flags & 0x800) != 0, flags, BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
            packed, size, offset, BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[38..]));
    }

    /// <summary>A 32-bit field that is all ones has its value in the zip64 extra field, in the order of the fields.</summary>
    private static long Wide(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != 0xFFFFFFFF)
        {
            return value;
        }

        if (wide.Length < 8 || BinaryPrimitives.ReadInt64LittleEndian(wide) is not (>= 0 and var number))
        {
            throw new ArchiveException("An entry of the zip directory lacks its zip64 field: the archive is damaged.");
        }

        wide = wide[8..];
        return number;
    }

    private static ReadOnlySpan<byte> Zip64Field(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
            {
                return default;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return default;
    }

    private static byte[] ReadAt(Stream zip, long position, int length)
    {
        var bytes = new byte[length];
        zip.Position = position;
        return zip.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length ? bytes : throw new ArchiveException("The zip archive is cut off.");
    }
}
