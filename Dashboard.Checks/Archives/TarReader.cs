using System.Globalization;
using System.Text;

namespace Dashboard.Checks.Archives;

/// <summary>Reads the members of a tar archive: ustar, pax (POSIX.1-2001) and GNU, one after the other and without seeking.</summary>
/// <remarks>.NET's reader skips the checksums of headers, a missing end and data behind the end.</remarks>
internal sealed class TarReader(Stream input, ArchiveProblems problems)
{
    private const int BlockBytes = 512;

    // Long names and pax records; a header of that size is an attack on memory.
    private const int MaxExtensionBytes = 1024 * 1024;

    private readonly byte[] _block = new byte[BlockBytes];
    private long _padding;

    /// <summary>Bytes of the current member's content that were not read yet.</summary>
    public long Remaining { get; private set; }

    /// <summary>Moves to the next member, whose content must have been read to its end; null behind the last one.</summary>
    /// <exception cref="ArchiveException">The archive is damaged.</exception>
    public ArchiveMember? Next()
    {
        string? longName = null, longLink = null;
        long? paxSize = null;
        while (true)
        {
            Skip(Remaining + _padding);
            (Remaining, _padding) = (0, 0);
            if (!ReadBlock())
            {
                problems.Add(FindingStatus.Concern, "The tar archive has no end mark: it may be cut off between two members. Build it again.");
                return null;
            }

            if (_block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                CheckEnd();
                return null;
            }

            CheckHeader();
            var type = (char)_block[156];
            var size = Number(124, 12);
            switch (type)
            {
                case 'L':
                    longName = Text(Extension(size)).TrimEnd('\0');
                    continue;
                case 'K':
                    longLink = Text(Extension(size)).TrimEnd('\0');
                    continue;
                case 'x':
                    ReadPax(Extension(size), ref longName, ref longLink, ref paxSize);
                    continue;
                case 'g':
                    // A global header carries comments, such as git's commit id.
                    Extension(size);
                    continue;
                default:
                    return Member(type, longName ?? Name(), longLink ?? Field(157, 100), paxSize ?? size);
            }
        }
    }

    /// <summary>Reads some of the current member's content; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        if (Remaining == 0)
        {
            return 0;
        }

        var read = input.Read(buffer[..(int)Math.Min(buffer.Length, Remaining)]);
        Remaining -= read;
        return read > 0 ? read : throw CutOff();
    }

    private ArchiveMember Member(char type, string path, string link, long size)
    {
        var isDirectory = path.EndsWith('/');
        var kind = type switch
        {
            '0' or '\0' or '7' => isDirectory ? MemberKind.Directory : MemberKind.File,
            '1' => MemberKind.HardLink,
            '2' => MemberKind.SymbolicLink,
            '5' => MemberKind.Directory,
            _ => MemberKind.Special,
        };

        // Only files have content; some writers give links the size of what they point to.
        var content = kind is MemberKind.File or MemberKind.Special ? size : 0;
        (Remaining, _padding) = (content, Padding(content));
        return new(Plain(path), kind, content, kind is MemberKind.SymbolicLink or MemberKind.HardLink ? (kind is MemberKind.HardLink ? Plain(link) : link) : null);
    }

    private static string Plain(string path)
    {
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        var plain = path.Length > 1 ? path.TrimEnd('/') : path;
        return plain.Length == 0 ? "." : plain;
    }

    private void CheckHeader()
    {
        var sum = 8 * ' ';
        for (var index = 0; index < BlockBytes; index++)
        {
            sum += index is >= 148 and < 156 ? 0 : _block[index];
        }

        if (sum != Number(148, 8))
        {
            throw new ArchiveException("A header of the tar archive has a wrong checksum: the archive is damaged, or it is no tar archive.");
        }
    }

    /// <summary>Behind the first zero block there may only be zeros.</summary>
    private void CheckEnd()
    {
        var blocks = 1;
        while (ReadBlock())
        {
            if (_block.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
            {
                problems.Add(FindingStatus.Blocker, "Data follow the end of the tar archive, where no tool looks for members. Build the archive again.");
                Drain();
                return;
            }

            blocks++;
        }

        if (blocks == 1)
        {
            problems.Add(FindingStatus.Concern, "The end mark of the tar archive has one block instead of two. Build the archive again.");
        }
    }

    private void Drain()
    {
        var buffer = new byte[64 * 1024];
        while (input.Read(buffer) > 0)
        {
        }
    }

    private byte[] Extension(long size)
    {
        if (size is < 0 or > MaxExtensionBytes)
        {
            throw new ArchiveException($"A header of the tar archive has an extension of {size:N0} bytes, which no name needs.");
        }

        var content = new byte[size];
        if (input.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
        {
            throw CutOff();
        }

        Skip(Padding(size));
        return content;
    }

    /// <summary>Records such as <c>30 path=some/long/name\n</c>: their length in decimal, itself included, a key and a value.</summary>
    private static void ReadPax(ReadOnlySpan<byte> records, ref string? path, ref string? link, ref long? size)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > records.Length)
            {
                throw new ArchiveException("A pax header of the tar archive is malformed.");
            }

            var record = records[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            var value = equals < 0 ? default : record[(equals + 1)..];
            switch (equals < 0 ? string.Empty : Encoding.ASCII.GetString(record[..equals]))
            {
                case "path":
                    path = Text(value);
                    break;
                case "linkpath":
                    link = Text(value);
                    break;
                case "size":
                    size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw new ArchiveException("A pax header of the tar archive has a malformed size.");
                    break;
                case "GNU.sparse.major" or "GNU.sparse.map":
                    throw new ArchiveException("The tar archive has a sparse file, which not every tool unpacks. Build it without --sparse.");
            }

            records = records[length..];
        }
    }

    private string Name()
    {
        var name = Field(0, 100);
        var isUstar = _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        return isUstar && Field(345, 155) is { Length: > 0 } prefix ? $"{prefix}/{name}" : name;
    }

    private string Field(int start, int length)
    {
        var field = _block.AsSpan(start, length);
        var end = field.IndexOf((byte)0);
        return Text(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or where the first bit is set a big-endian number, as GNU tar writes large ones.</summary>
    private long Number(int start, int length)
    {
        var field = _block.AsSpan(start, length);
        long number = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var value in field[1..])
            {
                number = number >> 48 == 0 ? (number << 8) | value : throw new ArchiveException("A header of the tar archive has a number that is too large.");
            }

            return field[0] == 0x80 ? number : throw new ArchiveException("A header of the tar archive has a negative number.");
        }

        foreach (var value in field.Trim(" \0"u8))
        {
            number = value is >= (byte)'0' and <= (byte)'7' ? (number << 3) | (uint)(value - '0') : throw new ArchiveException("A header of the tar archive has a malformed number: the archive is damaged, or it is no tar archive.");
        }

        return number;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static long Padding(long size) => (BlockBytes - size % BlockBytes) % BlockBytes;

    private bool ReadBlock()
    {
        var read = input.ReadAtLeast(_block, BlockBytes, throwOnEndOfStream: false);
        return read == BlockBytes || (read == 0 ? false : throw CutOff());
    }

    private void Skip(long bytes)
    {
        Span<byte> buffer = stackalloc byte[BlockBytes];
        while (bytes > 0)
        {
            var read = input.Read(buffer[..(int)Math.Min(buffer.Length, bytes)]);
            bytes -= read > 0 ? read : throw CutOff();
        }
    }

    private static ArchiveException CutOff() => new("The tar archive ends inside a member: it is cut off. Build it again and upload it again.");
}
