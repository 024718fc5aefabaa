namespace Dashboard.Checks;

/// <summary>What a file of a release is, by its name.</summary>
public enum FileKind
{
    /// <summary>Something that is released: an archive, a package, an installer.</summary>
    Artifact,

    /// <summary>A companion that says something about another file: a signature, a digest, a bill of materials.</summary>
    Metadata,

    /// <summary>Anything else, for example a README.</summary>
    Other,
}

/// <summary>Tells artifacts and their companions apart by the suffixes that Apache Trusted Releases knows.</summary>
public static class ArtifactNames
{
    private static readonly string[] ArtifactSuffixes = LongestFirst(
        "bin crate deb dmg exe far gem jar.pack.gz jar msi nar nbm snupkg nupkg pkg pom rar rpm sh slingosgifeature taco " +
        "tar.bz2 tar.gz tar.xz tar tgz vsix war whl zip");

    private static readonly string[] MetadataSuffixes = LongestFirst(
        "asc.asc asc.md5 asc.sha1 asc.sha256 asc.sha512 cdx.json cdx.xml sha512.asc sha512.md5 sha512.sha1 sha512.sha512 " +
        "spdx.json asc md5 mds prov sh1 sha1 sha256 sha512sum sha512 sha sig");

    // Words of a name that say what is inside, as the reference system reads them.
    private static readonly HashSet<string> SourceWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "src", "source", "sources", "project",
    };

    private static readonly HashSet<string> BinaryWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "bin", "binary", "binaries", "dist", "linux", "windows", "win", "win32", "win64", "macos", "darwin", "osx", "mac",
        "x86", "x64", "amd64", "arm64", "aarch64", "i386", "i686", "ppc64le", "s390x", "riscv64",
    };

    private static readonly HashSet<string> BinarySuffixes = new(StringComparer.Ordinal)
    {
        "apk", "bin", "crate", "deb", "dmg", "exe", "far", "gem", "jar", "jar.pack.gz", "msi", "nar", "nbm", "nupkg",
        "pkg", "pom", "rpm", "slingosgifeature", "snupkg", "taco", "vsix", "war", "whl",
    };

    /// <summary>What a file is, by the last part of its path.</summary>
    public static FileKind Classify(string path) =>
        MetadataSuffix(path) is not null ? FileKind.Metadata
        : ArtifactSuffix(path) is not null ? FileKind.Artifact
        : FileKind.Other;

    /// <summary>The artifact suffix of a path, lower-case and without its dot, or null.</summary>
    public static string? ArtifactSuffix(string path) => SuffixOf(path, ArtifactSuffixes);

    /// <summary>The metadata suffix of a path as it is written there, without its dot, or null; the longest one counts ("asc.sha512").</summary>
    public static string? MetadataSuffix(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return SuffixOf(path, MetadataSuffixes) is { } suffix ? path[^suffix.Length..] : null;
    }

    /// <summary>The path that a companion is about, or null when the path is no companion.</summary>
    public static string? ArtifactOf(string companion)
    {
        ArgumentNullException.ThrowIfNull(companion);
        return SuffixOf(companion, MetadataSuffixes) is { } suffix ? companion[..^(suffix.Length + 1)] : null;
    }

    /// <summary>The last part of a path.</summary>
    public static string FileName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>
    /// Whether an artifact looks like a source archive: by its suffix, then by the words of its name, where a tie counts as
    /// source. Only a name is read, so this is a hint.
    /// </summary>
    public static bool LooksLikeSource(string artifact)
    {
        if (ArtifactSuffix(artifact) is not { } suffix || BinarySuffixes.Contains(suffix))
        {
            return false;
        }

        var name = FileName(artifact);
        var words = name[..^(suffix.Length + 1)].Split('-', '_', '.');
        return words.Count(SourceWords.Contains) >= words.Count(BinaryWords.Contains);
    }

    private static string? SuffixOf(string path, string[] suffixes)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = FileName(path);

        // A file that is nothing but a suffix (".asc") belongs to nothing.
        return suffixes.FirstOrDefault(suffix =>
            name.Length > suffix.Length + 1
            && name[^(suffix.Length + 1)] == '.'
            && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] LongestFirst(string suffixes) =>
        [.. suffixes.Split(' ').OrderByDescending(suffix => suffix.Length)];
}
