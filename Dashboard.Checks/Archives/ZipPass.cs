using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Dashboard.Checks.Archives;

/// <summary>Reads the members of a zip archive in the order of their data, each once, and holds local headers against the directory.</summary>
/// <remarks>Neither .NET's nor SharpCompress's reader verifies a member's checksum, and they trust different headers.</remarks>
internal static class ZipPass
{
    private const uint LocalSignature = 0x04034B50;
    private const int LocalBytes = 30;
    private const ushort Stored = 0, Deflated = 8;

    public static void Run(
        Stream zip, IReadOnlyList<IArchiveVisitor> visitors, MemberGuard guard, ArchiveLimits limits, ArchiveProblems problems, CancellationToken cancellation)
    {
        var (entries, directoryStart) = ZipDirectory.Read(zip, limits, problems);
        var packed = 0L;
        var reader = new MemberReader(visitors, guard, () => packed);
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Offset))
        {
            cancellation.ThrowIfCancellationRequested();
            var member = MemberOf(entry);
            if (entry.Offset < end)
            {
                // Overlapping data are how a small archive unpacks to petabytes (Fifield, A better zip bomb, 2019).
                throw new ArchiveException($"The data of \"{Printable.Of(member.Path, 200)}\" overlap those of another member, as in a decompression bomb.");
            }

            if (entry.Offset > end)
            {
                problems.Add(FindingStatus.Concern, $"{entry.Offset - end:N0} bytes before this member belong to no member of the archive.", member.Path);
            }

            var data = OpenData(zip, entry, member, directoryStart, problems);
            packed += entry.Packed;
            if (member.Kind == MemberKind.SymbolicLink)
            {
                member = member with { LinkTarget = LinkTarget(data.Zip, entry) };
                zip.Position = data.Start;
            }

            Read(data, entry, member, reader, problems, cancellation);
            end = AfterDescriptor(zip, entry, data.Start + entry.Packed, directoryStart);
        }

        if (end < directoryStart)
        {
            problems.Add(FindingStatus.Concern, $"{directoryStart - end:N0} bytes before the directory belong to no member of the archive.");
        }
    }

    /// <summary>Positions the archive at the member's data.</summary>
    private static (Stream Zip, long Start) OpenData(Stream zip, ZipEntry entry, ArchiveMember member, long directoryStart, ArchiveProblems problems)
    {
        var header = new byte[LocalBytes];
        zip.Position = entry.Offset;
        if (entry.Offset + LocalBytes > directoryStart || zip.ReadAtLeast(header, LocalBytes, false) < LocalBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
        {
            throw new ArchiveException($"The directory points to no data for \"{Printable.Of(member.Path, 200)}\": the archive is damaged.");
        }

        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26))];
        zip.ReadAtLeast(name, name.Length, false);
        var start = entry.Offset + LocalBytes + name.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (start + entry.Packed > directoryStart)
        {
            throw new ArchiveException($"The data of \"{Printable.Of(member.Path, 200)}\" reach into the directory: the archive is damaged.");
        }

        if (!name.AsSpan().SequenceEqual(entry.Name))
        {
            problems.Add(FindingStatus.Blocker, $"The member is called \"{Printable.Of(Encoding.UTF8.GetString(name), 200)}\" in its own header: which name it gets depends on the tool.", member.Path);
        }

        var crc = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(14));
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(22));
        if (BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)) != entry.Method
            || (!entry.HasDescriptor && (crc != entry.Crc || (size != 0xFFFFFFFF && size != entry.Size))))
        {
            problems.Add(FindingStatus.Blocker, "The member's own header and the directory disagree on its checksum, size or compression.", member.Path);
        }

        zip.Position = start;
        return (zip, start);
    }

    private static void Read((Stream Zip, long Start) data, ZipEntry entry, ArchiveMember member, MemberReader reader, ArchiveProblems problems, CancellationToken cancellation)
    {
        if (entry.IsEncrypted || entry.Method is not (Stored or Deflated))
        {
            problems.Add(
                FindingStatus.Blocker,
                entry.IsEncrypted ? "The member is encrypted: nobody can review it. Build the archive without a password." : $"The member is compressed with method {entry.Method}, which many tools cannot read. Use deflate.",
                member.Path);
            reader.Visit(member, _ => 0, null, cancellation);
            return;
        }

        var crc = new Crc32();
        var limited = new LimitedStream(data.Zip, entry.Packed);
        using Stream content = entry.Method == Stored ? limited : new DeflateStream(limited, CompressionMode.Decompress, leaveOpen: true);
        long length;
        try
        {
            length = reader.Visit(member, content.Read, piece => crc.Append(piece.Span), cancellation);
        }
        catch (InvalidDataException)
        {
            problems.Add(FindingStatus.Blocker, "The member's data are damaged: they cannot be decompressed.", member.Path);
            return;
        }

        if (length != entry.Size || crc.GetCurrentHashAsUInt32() != entry.Crc)
        {
            problems.Add(
                FindingStatus.Blocker,
                length != entry.Size ? $"The member has {length:N0} bytes where the directory says {entry.Size:N0}." : "The member's checksum does not fit its data: the archive is damaged.",
                member.Path);
        }
    }

    /// <summary>The content of a symbolic link is where it points; what cannot be that is no target.</summary>
    private static string LinkTarget(Stream zip, ZipEntry entry)
    {
        const int MaxTargetBytes = 4096;
        if (entry.IsEncrypted || entry.Size > MaxTargetBytes || entry.Method is not (Stored or Deflated))
        {
            return string.Empty;
        }

        var limited = new LimitedStream(zip, entry.Packed);
        using Stream content = entry.Method == Stored ? limited : new DeflateStream(limited, CompressionMode.Decompress, leaveOpen: true);
        var target = new byte[entry.Size];
        try
        {
            return Encoding.UTF8.GetString(target, 0, content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return string.Empty;
        }
    }

    /// <summary>Behind its data a member may repeat checksum and sizes: 12 or 20 bytes, with or without a signature of 4.</summary>
    private static long AfterDescriptor(Stream zip, ZipEntry entry, long end, long directoryStart)
    {
        if (!entry.HasDescriptor)
        {
            return end;
        }

        Span<byte> descriptor = stackalloc byte[24];
        zip.Position = end;
        var read = zip.ReadAtLeast(descriptor[..(int)Math.Min(descriptor.Length, Math.Max(0, directoryStart - end))], 0, false);
        var at = read >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == 0x08074B50 ? 4 : 0;
        var isWide = read >= at + 20 && BinaryPrimitives.ReadInt64LittleEndian(descriptor[(at + 4)..]) == entry.Packed && BinaryPrimitives.ReadInt64LittleEndian(descriptor[(at + 12)..]) == entry.Size;
        return end + at + (isWide ? 20 : 12);
    }

    private static ArchiveMember MemberOf(ZipEntry entry)
    {
        // Without the UTF-8 flag the names of old tools are in code page 437; letters of the ASCII range are the same in both.
        var path = (entry.IsUtf8 || System.Text.Ascii.IsValid(entry.Name) ? Encoding.UTF8 : Encoding.Latin1).GetString(entry.Name);
        var unixType = entry.MadeBy >> 8 == 3 ? (entry.ExternalAttributes >> 28) & 0xF : 0;
        var kind = path.EndsWith('/') ? MemberKind.Directory
            : unixType switch { 0 or 8 => MemberKind.File, 4 => MemberKind.Directory, 0xA => MemberKind.SymbolicLink, _ => MemberKind.Special };
        return new(path.TrimEnd('/'), kind, entry.Size);
    }
}
