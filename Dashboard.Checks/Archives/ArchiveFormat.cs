namespace Dashboard.Checks.Archives;

/// <summary>The archive formats that are read.</summary>
public enum ArchiveFormat
{
    Tar,
    TarGzip,
    TarBzip2,
    TarXz,
    TarZstandard,
    Zip,
}

/// <summary>Tells archive formats by the names of files.</summary>
public static class ArchiveFormats
{
    private static readonly (string Suffix, ArchiveFormat Format)[] Suffixes =
    [
        (".tar.gz", ArchiveFormat.TarGzip), (".tgz", ArchiveFormat.TarGzip), (".tar.bz2", ArchiveFormat.TarBzip2),
        (".tar.xz", ArchiveFormat.TarXz), (".tar.zst", ArchiveFormat.TarZstandard), (".tar", ArchiveFormat.Tar),
        (".zip", ArchiveFormat.Zip), (".jar", ArchiveFormat.Zip), (".war", ArchiveFormat.Zip), (".whl", ArchiveFormat.Zip),
        (".nupkg", ArchiveFormat.Zip),
    ];

    /// <summary>The format that a file's name promises, or null for a file that is no archive.</summary>
    public static ArchiveFormat? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var (suffix, format) in Suffixes)
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The file's name without its folder and its archive suffix.</summary>
    public static string Stem(string path)
    {
        var name = ArtifactNames.FileName(path);
        return Array.Find(Suffixes, entry => name.EndsWith(entry.Suffix, StringComparison.OrdinalIgnoreCase)) is { Suffix: { } suffix } ? name[..^suffix.Length] : name;
    }
}
