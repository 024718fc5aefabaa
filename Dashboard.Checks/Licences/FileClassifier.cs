using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Dashboard.Checks.Licences;

/// <summary>What a file of a source archive is, as Apache RAT sorts them.</summary>
public enum FileClass
{
    /// <summary>Text under a licence that may be in a source release.</summary>
    Approved,

    /// <summary>Text under a licence that may be in binary releases only (category B).</summary>
    BinaryOnly,

    /// <summary>Text under a licence that may be in no release (category X).</summary>
    Forbidden,

    /// <summary>Text whose notices name several licences, one of which is not approved: a person must find out which applies.</summary>
    Ambiguous,

    /// <summary>Text without a licence that is known here.</summary>
    Unknown,

    /// <summary>A document about the release, such as LICENSE, NOTICE or README, which needs no header.</summary>
    Notice,

    /// <summary>Not text.</summary>
    Binary,

    /// <summary>Another archive.</summary>
    Archive,

    /// <summary>Written by a generator that says so.</summary>
    Generated,

    /// <summary>Nothing in it that a licence could apply to.</summary>
    Empty,

    /// <summary>Left out of the scan by a pattern.</summary>
    Excluded,
}

/// <summary>The class of one file.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Licences">The licences found in it, by their SPDX identifiers or as an SPDX tag names them; often one, sometimes none.</param>
/// <param name="Header">How it compares with the foundation's header; null where the file was not read as text.</param>
public sealed record ClassifiedFile(FileClass Class, IReadOnlyList<string> Licences, HeaderComparison? Header = null);

/// <summary>Sorts the files of a source archive by what they are and under which licence they stand.</summary>
public static partial class FileClassifier
{
    /// <summary>How many bytes of a file, from its start, <see cref="Classify"/> looks at.</summary>
    public const int HeadBytes = FileHead.Bytes;

    private static readonly FrozenSet<string> NoticeNames = Set(
        "AUTHOR AUTHORS BUILD BUILDING CHANGELOG CHANGES CODE_OF_CONDUCT CONTRIBUTING CONTRIBUTORS COPYING COPYRIGHT DISCLAIMER " +
        "DISCLAIMER-WIP HISTORY INSTALL INSTALLING KEYS LICENCE LICENSE MAINTAINERS NEWS NOTICE PATENTS README RELEASE-NOTES " +
        "RELEASE_NOTES SECURITY STATUS THANKS THIRD-PARTY THIRD_PARTY_NOTICES UPGRADE UPGRADING");

    private static readonly FrozenSet<string> ArchiveSuffixes = Set(
        "7z aar apk bz bz2 ear egg gz jar jmod lz lz4 lzma nar nupkg rar sar tar tbz2 tgz txz war whl xz z zip zst");

    // Formats that hold text, or may look like it in their first bytes, and have no place for a header.
    private static readonly FrozenSet<string> BinarySuffixes = Set(
        "bmp class cur der dll doc docx eot exe gif gpg ico icns jks jpeg jpg keystore lib mo mp3 mp4 o odg odp ods odt otf p12 pcx pdf pfx " +
        "png ppt pptx pyc pyd pyo rpm snk so svgz tif tiff ttf wav webm webp wmf woff woff2 xcf xls xlsx xmind");

    /// <summary>Classifies one file.</summary>
    /// <param name="path">Its path inside the archive.</param>
    /// <param name="head">Its first bytes, <see cref="HeadBytes"/> of them or the whole file where it is shorter.</param>
    public static ClassifiedFile Classify(string path, ReadOnlyMemory<byte> head)
    {
        var name = ArtifactNames.FileName(path);
        var dot = name.LastIndexOf('.');
        var suffix = dot >= 0 ? name[(dot + 1)..] : string.Empty;
        if (head.Span.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new(FileClass.Empty, []);
        }

        if (IsNotice(name))
        {
            return new(FileClass.Notice, []);
        }

        if (ArchiveSuffixes.Contains(suffix))
        {
            return new(FileClass.Archive, []);
        }

        if (BinarySuffixes.Contains(suffix) || FileHead.AsText(head) is not { } text)
        {
            return new(FileClass.Binary, []);
        }

        return OfText(name, text.Span);
    }

    /// <summary>Whether the name is that of a document about the release: NOTICE, LICENSE-mit.txt, README.md.</summary>
    public static bool IsNotice(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var stem = TextSuffix().Replace(name, string.Empty);
        return NoticeNames.Contains(stem)
            || (SourceLanguages.Of(name) is null && LicenceName().IsMatch(stem));
    }

    private static ClassifiedFile OfText(string name, ReadOnlySpan<byte> text)
    {
        var header = ApacheHeader.Compare(text);
        if (header.Match is HeaderMatch.Exact or HeaderMatch.ThirdParty)
        {
            return new(FileClass.Approved, ["Apache-2.0"], header);
        }

        if (SpdxTag(text) is { } tag)
        {
            return SpdxExpression.Parse(tag) is var (category, licences)
                ? new(ClassOf(category), licences, header)
                : new(FileClass.Unknown, [Printable.Of(tag, 100)], header);
        }

        var generated = SourceLanguages.IsGenerated(name) || GeneratedMarks.Find(text) is not null;
        var found = LicencePhrases.Find(text);
        if (found.Count == 0)
        {
            return new(generated ? FileClass.Generated : FileClass.Unknown, [], header);
        }

        var categories = found.Select(LicenceCatalogue.CategoryOf).ToList();
        return new(
            categories.Distinct().Count() > 1 ? FileClass.Ambiguous
            : generated && categories[0] == LicenceCategory.Approved ? FileClass.Generated
            : ClassOf(categories[0]),
            found,
            header);
    }

    private static FileClass ClassOf(LicenceCategory category) => category switch
    {
        LicenceCategory.Approved => FileClass.Approved,
        LicenceCategory.BinaryOnly => FileClass.BinaryOnly,
        LicenceCategory.Forbidden => FileClass.Forbidden,
        _ => FileClass.Unknown,
    };

    /// <summary>The expression of the first SPDX-License-Identifier tag, to the end of its line or comment.</summary>
    private static string? SpdxTag(ReadOnlySpan<byte> text)
    {
        var tag = "SPDX-License-Identifier:"u8;
        var start = text.IndexOf(tag);
        if (start < 0)
        {
            return null;
        }

        var rest = text[(start + tag.Length)..];
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        var line = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        foreach (var mark in (string[])["*/", "-->", "#}", "%>", "\"", "'"])
        {
            line = line.Split(mark)[0];
        }

        return line.Trim().TrimEnd('*', '/', '#', ' ', '.') is { Length: > 0 and <= 400 } expression ? expression : null;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\.(md|txt|rst|adoc|asciidoc|html|textile)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TextSuffix();

    // LICENSE-mit, LICENSE.jquery, jquery.LICENSE, NOTICE-binary, license_header: documents of licences, if they are no source files.
    [GeneratedRegex(@"^(LICEN[SC]E|NOTICE|COPYING)[-_.]|[-_.](LICEN[SC]E|NOTICE)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LicenceName();
}
