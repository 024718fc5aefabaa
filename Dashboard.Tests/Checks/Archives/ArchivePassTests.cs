using System.Formats.Tar;
using Dashboard.Checks;
using Dashboard.Checks.Archives;
using static Dashboard.Tests.Checks.Archives.ArchiveSamples;

namespace Dashboard.Tests.Checks.Archives;

public class ArchivePassTests
{
    private static readonly (string, string)[] Files = [("a-1.0/x.txt", new string('x', 5000)), ("a-1.0/y/z.txt", "small"), ("a-1.0/empty", "")];

    [Fact]
    public void A_sound_archive_of_each_kind_has_one_note()
    {
        Assert.Equal(FindingStatus.Note, Assert.Single(Run(Tar(Files), ArchiveFormat.Tar)).Status);
        Assert.Equal(FindingStatus.Note, Assert.Single(Run(TarGz(Files), ArchiveFormat.TarGzip)).Status);
        Assert.Equal(FindingStatus.Note, Assert.Single(Run(Zip(Files), ArchiveFormat.Zip)).Status);
    }

    [Fact]
    public void Visitors_see_each_member_once_with_the_start_of_its_content()
    {
        foreach (var (archive, format) in new[] { (TarGz(Files), ArchiveFormat.TarGzip), (Zip(Files), ArchiveFormat.Zip) })
        {
            var visitor = new Recorder(10);

            Run(archive, format, visitors: [visitor]);

            Assert.Equal(["a-1.0/empty:0:", "a-1.0/x.txt:5000:xxxxxxxxxx", "a-1.0/y/z.txt:5:small"], visitor.Seen.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    public void A_visitor_may_want_more_than_a_piece_holds(int wanted)
    {
        var content = string.Concat(Enumerable.Range(0, 60_000).Select(number => $"{number:D5}"));
        var visitor = new Recorder(wanted);

        Run(TarGz(("a/x", content)), ArchiveFormat.TarGzip, visitors: [visitor]);

        Assert.Equal($"a/x:300000:{content[..wanted]}", Assert.Single(visitor.Seen));
    }

    [Fact]
    public void A_gzip_archive_cut_off_anywhere_is_found()
    {
        var archive = TarGz(Files);
        for (var length = 0; length < archive.Length; length++)
        {
            Assert.True(Blocked(archive[..length], ArchiveFormat.TarGzip), $"cut to {length} of {archive.Length}");
        }
    }

    [Fact]
    public void A_zip_archive_cut_off_anywhere_is_found()
    {
        var archive = Zip(Files);
        for (var length = 0; length < archive.Length; length++)
        {
            Assert.True(Blocked(archive[..length], ArchiveFormat.Zip), $"cut to {length} of {archive.Length}");
        }
    }

    [Fact]
    public void A_flipped_bit_that_changes_the_content_is_found()
    {
        var gzip = TarGz(Files);
        for (var at = 10; at < gzip.Length; at++)
        {
            var damaged = gzip.ToArray();
            damaged[at] ^= 0x10;

            // A few bits of a deflate stream fill up bytes and mean nothing.
            Assert.True(Blocked(damaged, ArchiveFormat.TarGzip) || Unzipped(damaged).SequenceEqual(Unzipped(gzip)), $"byte {at} of {gzip.Length}");
        }
    }

    public static TheoryData<string, byte[], string> TarFaults => new()
    {
        { "trailing bytes after gzip", [.. TarGz(Files), .. "garbage"u8], "no gzip data follow" },
        { "trailing zeros after gzip", [.. TarGz(Files), .. new byte[100]], "zero bytes follow" },
        { "a second gzip stream", [.. TarGz(Files), .. Gzip([1, 2, 3])], "several gzip streams" },
        { "a wrong checksum", Changed(TarGz(Files), -8), "checksum or length" },
        { "a wrong length", Changed(TarGz(Files), -1), "cut off" },
        { "no gzip at all", "not an archive at all"u8.ToArray(), "not gzip" },
        { "nothing", [], "empty" },
        { "no members", Gzip(TarEnd), "has no members" },
        { "no tar inside", Gzip(new byte[511].Append((byte)1).ToArray()), "wrong checksum" },
        { "a changed header", Gzip(Changed(Tar(Files), 512 * 2 + 3)), "wrong checksum" },
        { "no end mark", Gzip(Tar(Files)[..^1024]), "no end mark" },
        { "half an end mark", Gzip(Tar(Files)[..^512]), "one block instead of two" },
        { "data after the end", Gzip([.. Tar(Files), .. TarHeader("hidden", '0', 0), .. TarEnd]), "follow the end of the tar" },
        { "a member cut off", Gzip([.. TarHeader("a/x", '0', 5000), .. new byte[512]]), "cut off" },
        { "an absolute path", Gzip([.. TarHeader("/etc/passwd", '0', 0), .. TarEnd]), "is absolute" },
        { "a path out of the root", Gzip([.. TarHeader("a/../../x", '0', 0), .. TarEnd]), "has \"..\"" },
        { "a backslash", Gzip([.. TarHeader("a\\x", '0', 0), .. TarEnd]), "backslash" },
        { "a drive letter", Gzip([.. TarHeader("C:/x", '0', 0), .. TarEnd]), "is absolute" },
        { "a control character", Gzip([.. TarHeader("a/\u001b[2J", '0', 0), .. TarEnd]), "control characters" },
        { "an empty part", Gzip([.. TarHeader("a//x", '0', 0), .. TarEnd]), "empty part" },
        { "a device", Gzip([.. TarHeader("a/null", '3', 0), .. TarEnd]), "device" },
        { "a fifo", Gzip([.. TarHeader("a/pipe", '6', 0), .. TarEnd]), "device, a fifo" },
        { "an unknown type", Gzip([.. TarHeader("a/what", 'Q', 0), .. TarEnd]), "unknown type" },
        { "a link out of the root", Gzip([.. TarHeader("a/l", '2', 0, "../../x"), .. TarEnd]), "points out of the archive" },
        { "an absolute link", Gzip([.. TarHeader("a/l", '2', 0, "/etc/passwd"), .. TarEnd]), "points out of the archive" },
        { "a hard link to nothing", Gzip([.. TarHeader("a/l", '1', 0, "a/missing"), .. TarEnd]), "no earlier member" },
        { "a member twice", Gzip([.. TarHeader("a/x", '0', 0), .. TarHeader("a/x", '0', 0), .. TarEnd]), "two members of this name" },
        { "names that differ in case", Gzip([.. TarHeader("a/x", '0', 0), .. TarHeader("A/X", '0', 0), .. TarEnd]), "only in case" },
        { "a name in decomposed Unicode", Gzip([.. TarHeader("a/e\u0301", '0', 0), .. TarEnd]), "decomposed Unicode form" },
        { "a huge extension", Gzip([.. TarHeader("././@LongLink", 'L', 1L << 30), .. TarEnd]), "which no name needs" },
        { "a malformed pax record", Gzip([.. TarHeader("pax", 'x', 512), .. new byte[512], .. TarEnd]), "pax header" },
        { "a malformed size", Gzip(Malformed()), "malformed number" },
        { "a deep path", Gzip([.. TarHeader(string.Concat(Enumerable.Repeat("d/", 40)) + "x", '0', 0), .. TarEnd]), "folders deep" },
    };

    [Theory]
    [MemberData(nameof(TarFaults))]
    public void Each_fault_of_a_tar_archive_is_named(string fault, byte[] archive, string message) =>
        Assert.True(Messages(archive, ArchiveFormat.TarGzip).Contains(message, StringComparison.Ordinal), $"{fault}: {Messages(archive, ArchiveFormat.TarGzip)}");

    public static TheoryData<string, byte[], string> ZipFaults => new()
    {
        { "a tar under the name of a zip", Tar(Files), "no zip directory" },
        { "bytes after the end", [.. Zip(Files), .. "garbage"u8], "Data follow the end" },
        { "bytes before the start", [.. "#!/bin/sh\n"u8, .. Zip(Files)], "directory" },
        { "no members", Zip(), "has no members" },
        { "a path out of the root", Zip(("../x", "x")), "has \"..\"" },
        { "an absolute path", Zip(("/x", "x")), "is absolute" },
        { "a member twice", Zip(("a/x", "1"), ("a/x", "2")), "two members of this name" },
        { "a local name of its own", Replaced(Zip(("a/local", "1")), "a/local", "a/other", last: false), "is called \"a/other\"" },
        { "a name of its own in the directory", Replaced(Zip(("a/local", "1")), "a/local", "a/other", last: true), "is called \"a/local\"" },
        { "a wrong checksum in the directory", Changed(Zip(("a/x", "hello")), CentralOf(Zip(("a/x", "hello"))) + 16), "checksum" },
        { "a wrong size in the directory", Changed(Zip(("a/x", "hello")), CentralOf(Zip(("a/x", "hello"))) + 24), "bytes where the directory says" },
        { "an encrypted member", Flagged(Zip(("a/x", "hello"))), "encrypted" },
        { "overlapping members", Overlapping(), "overlap" },
        { "another compression", Changed(Zip(("a/x", "hello")), CentralOf(Zip(("a/x", "hello"))) + 10, 0x04), "method" },
    };

    [Theory]
    [MemberData(nameof(ZipFaults))]
    public void Each_fault_of_a_zip_archive_is_named(string fault, byte[] archive, string message) =>
        Assert.True(Messages(archive, ArchiveFormat.Zip).Contains(message, StringComparison.Ordinal), $"{fault}: {Messages(archive, ArchiveFormat.Zip)}");

    [Fact]
    public void A_bomb_by_ratio_is_given_up_early()
    {
        var limits = new ArchiveLimits { RatioFloorBytes = 1024 * 1024 };
        var visitor = new Recorder(0);

        var findings = Run(TarGz(("a/zeros", new string('\0', 8 * 1024 * 1024)), ("a/after", "")), ArchiveFormat.TarGzip, limits, [visitor]);

        Assert.Contains("decompression bomb", Assert.Single(findings).Message, StringComparison.Ordinal);
        Assert.Empty(visitor.Seen);
    }

    [Fact]
    public void A_bomb_by_size_is_given_up() =>
        Assert.Contains("unpacks to more than 1,000 bytes", Run(TarGz(Files), ArchiveFormat.TarGzip, new() { MaxBytes = 1000 })[0].Message, StringComparison.Ordinal);

    [Fact]
    public void A_bomb_by_count_is_given_up()
    {
        var many = Enumerable.Range(0, 20).Select(number => ($"a/{number}", "")).ToArray();

        Assert.Contains("more than 10 members", Run(TarGz(many), ArchiveFormat.TarGzip, new() { MaxMembers = 10 })[0].Message, StringComparison.Ordinal);
        Assert.Contains("more than 10 members", Run(Zip(many), ArchiveFormat.Zip, new() { MaxMembers = 10 })[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_of_pax_and_GNU_are_read()
    {
        var name = "a/" + new string('n', 200);
        foreach (var format in new[] { TarEntryFormat.Pax, TarEntryFormat.Gnu })
        {
            var visitor = new Recorder(0);
            var tar = new MemoryStream();
            using (var writer = new TarWriter(tar, format, leaveOpen: true))
            {
                writer.WriteEntry(format == TarEntryFormat.Pax ? new PaxTarEntry(TarEntryType.RegularFile, name) : new GnuTarEntry(TarEntryType.RegularFile, name));
            }

            Run(tar.ToArray(), ArchiveFormat.Tar, visitors: [visitor]);

            Assert.Equal($"{name}:0:", Assert.Single(visitor.Seen));
        }
    }

    [Fact]
    public void A_symbolic_link_inside_the_archive_is_allowed() =>
        Assert.Equal(FindingStatus.Note, Assert.Single(Run([.. TarHeader("a/b/l", '2', 0, "../x"), .. TarEnd], ArchiveFormat.Tar)).Status);

    private static byte[] Unzipped(byte[] gzip)
    {
        using var stream = new System.IO.Compression.GZipStream(new MemoryStream(gzip), System.IO.Compression.CompressionMode.Decompress);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Changed(byte[] archive, int at, byte mask = 0x01)
    {
        archive[at < 0 ? archive.Length + at : at] ^= mask;
        return archive;
    }

    private static byte[] Malformed()
    {
        var header = TarHeader("a/x", '0', 0);
        header[130] = (byte)'x';
        header.AsSpan(148, 8).Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return [.. header, .. TarEnd];
    }

    private static int CentralOf(byte[] zip) => zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);

    private static byte[] Flagged(byte[] zip)
    {
        zip[CentralOf(zip) + 8] |= 1;
        return zip;
    }

    private static byte[] Overlapping()
    {
        var zip = Zip(("a/x", "hello"), ("a/y", "world"));
        var central = CentralOf(zip);
        zip.AsSpan(central + 42, 4).Clear();
        return zip;
    }

    private static byte[] Replaced(byte[] zip, string name, string instead, bool last)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(name);
        var at = last ? zip.AsSpan().LastIndexOf(bytes) : zip.AsSpan().IndexOf(bytes);
        System.Text.Encoding.ASCII.GetBytes(instead).CopyTo(zip, at);
        return zip;
    }

    private static bool Blocked(byte[] archive, ArchiveFormat format) => Run(archive, format).Any(finding => finding.Status == FindingStatus.Blocker);

    private static string Messages(byte[] archive, ArchiveFormat format) => string.Join('\n', Run(archive, format).Where(finding => finding.Status != FindingStatus.Note).Select(finding => finding.Message));

    private static IReadOnlyList<Finding> Run(byte[] archive, ArchiveFormat format, ArchiveLimits? limits = null, IReadOnlyList<IArchiveVisitor>? visitors = null) =>
        ArchivePass.Run(new MemoryStream(archive), format, visitors ?? [], limits ?? new(), CancellationToken.None);

    private sealed class Recorder(int wanted) : IArchiveVisitor
    {
        public List<string> Seen { get; } = [];

        public int BytesWanted(ArchiveMember member) => wanted;

        public void Visit(ArchiveMember member, ReadOnlyMemory<byte> head) =>
            Seen.Add($"{member.Path}:{member.Size}:{System.Text.Encoding.UTF8.GetString(head.Span[..Math.Min(head.Length, wanted)])}");

        public IReadOnlyList<Finding> Finish() => [];
    }
}
