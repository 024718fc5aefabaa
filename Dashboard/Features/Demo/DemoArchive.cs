using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Dashboard.Features.Demo;

/// <summary>A file in an archive.</summary>
/// <param name="Text">Null for random bytes.</param>
/// <param name="Random">How many random bytes, where there is no text.</param>
internal sealed record ArchiveMember(string Path, string? Text, int Random = 0)
{
    /// <summary>Made when it is written, so that one member at a time is in memory.</summary>
    public byte[] Content() => Text is null ? RandomNumberGenerator.GetBytes(Random) : System.Text.Encoding.UTF8.GetBytes(Text);
}

/// <summary>Writes archives as release managers make them.</summary>
internal static class DemoArchive
{
    /// <param name="path">Its name decides the format: <c>.zip</c> or <c>.tar.gz</c>.</param>
    /// <param name="written">The time of every member, UTC.</param>
    public static async Task WriteAsync(string path, IReadOnlyList<ArchiveMember> members, DateTime written, CancellationToken cancellation)
    {
        await using var file = File.Create(path);

        // Random bytes do not get smaller; trying would only take its time.
        var level = members.Any(member => member.Text is null) ? CompressionLevel.NoCompression : CompressionLevel.Optimal;
        if (path.EndsWith(".zip", StringComparison.Ordinal))
        {
            await WriteZipAsync(file, members, written, level, cancellation);
        }
        else
        {
            await WriteTarAsync(file, members, written, level, cancellation);
        }
    }

    private static async Task WriteZipAsync(
        Stream file, IReadOnlyList<ArchiveMember> members, DateTime written, CompressionLevel level, CancellationToken cancellation)
    {
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
        foreach (var member in members)
        {
            var entry = zip.CreateEntry(member.Path, level);
            entry.LastWriteTime = written;
            await using var content = await entry.OpenAsync(cancellation);
            await content.WriteAsync(member.Content(), cancellation);
        }
    }

    private static async Task WriteTarAsync(
        Stream file, IReadOnlyList<ArchiveMember> members, DateTime written, CompressionLevel level, CancellationToken cancellation)
    {
        await using var gzip = new GZipStream(file, level, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var member in members)
        {
            using var content = new MemoryStream(member.Content(), writable: false);
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, member.Path)
                {
                    DataStream = content,
                    ModificationTime = written,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                },
                cancellation);
        }
    }
}
