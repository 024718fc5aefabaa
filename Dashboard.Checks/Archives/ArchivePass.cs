using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using ZstandardStream = SharpCompress.Compressors.ZStandard.DecompressionStream;

namespace Dashboard.Checks.Archives;

/// <summary>Reads an archive once, from its first byte to its last, verifies it, and shows its members to visitors.</summary>
public static class ArchivePass
{
    /// <summary>Reads the archive.</summary>
    /// <param name="archive">The archive from its start; seekable for <see cref="ArchiveFormat.Zip"/>; left open.</param>
    /// <param name="format">What its name promises.</param>
    /// <param name="visitors">Shown every member.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="cancellation">Ends the pass within a piece's time.</param>
    /// <returns>What is wrong with the archive itself, or a note that nothing is.</returns>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    public static IReadOnlyList<Finding> Run(
        Stream archive, ArchiveFormat format, IReadOnlyList<IArchiveVisitor> visitors, ArchiveLimits limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(limits);
        var problems = new ArchiveProblems();
        var guard = new MemberGuard(limits, problems);
        try
        {
            if (format == ArchiveFormat.Zip)
            {
                ZipPass.Run(archive, visitors, guard, limits, problems, cancellation);
            }
            else
            {
                ReadTar(archive, format, visitors, guard, problems, cancellation);
            }

            if (guard.Count == 0)
            {
                problems.Add(FindingStatus.Blocker, "The archive is empty: it has no members.");
            }
        }
        catch (ArchiveException error)
        {
            problems.Add(error.Status, error.Message);
        }
        catch (Exception error) when (error is SharpCompress.Common.SharpCompressException or InvalidDataException or EndOfStreamException or IndexOutOfRangeException or OverflowException)
        {
            // The libraries say by these that their format is damaged.
            problems.Add(FindingStatus.Blocker, $"The archive is damaged: {Printable.Of(error.Message, 200)} Build it again and upload it again.");
        }

        return problems.Findings($"The archive is sound: {guard.Count:N0} members with {guard.Bytes:N0} bytes, every checksum and length verified.");
    }

    private static void ReadTar(
        Stream archive, ArchiveFormat format, IReadOnlyList<IArchiveVisitor> visitors, MemberGuard guard, ArchiveProblems problems, CancellationToken cancellation)
    {
        var input = new CountingStream(archive);
        using var content = Decompressed(input, format, problems);
        var tar = new TarReader(content, problems);
        var reader = new MemberReader(visitors, guard, () => input.Given);
        while (tar.Next() is { } member)
        {
            cancellation.ThrowIfCancellationRequested();
            reader.Visit(member, tar.Read, null, cancellation);
        }

        // gzip has verified its trailer; of the others what follows the first stream is unread.
        if (content.Read(new byte[1]) > 0)
        {
            throw new ArchiveException("The archive could not be read to its end.");
        }

        if (format is ArchiveFormat.TarXz or ArchiveFormat.TarZstandard or ArchiveFormat.TarBzip2 && HasMore(input))
        {
            problems.Add(FindingStatus.Blocker, "Further data follow the end of the compressed archive: tools differ in whether they read them. Build the archive as one stream.");
        }
    }

    private static Stream Decompressed(CountingStream input, ArchiveFormat format, ArchiveProblems problems) => format switch
    {
        ArchiveFormat.TarGzip => new GzipReader(input, problems),
        ArchiveFormat.TarBzip2 => BZip2Stream.Create(input, SharpCompress.Compressors.CompressionMode.Decompress, true, false, true),
        ArchiveFormat.TarXz => new XZStream(input),
        ArchiveFormat.TarZstandard => new ZstandardStream(input, 0, true, true),
        _ => new BufferedStream(input),
    };

    private static bool HasMore(CountingStream input)
    {
        Span<byte> rest = stackalloc byte[4096];
        for (int read; (read = input.Read(rest)) > 0;)
        {
            if (rest[..read].IndexOfAnyExcept((byte)0) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
