using System.Text.RegularExpressions;

namespace Dashboard.Checks;

/// <summary>What the check of paths found about one file.</summary>
/// <param name="Path">The file, or the empty string for the release as a whole.</param>
/// <param name="Finding">What was found.</param>
public sealed record PathFinding(string Path, Finding Finding);

/// <summary>
/// Looks at the paths of a release only: what must stand beside an artifact, what may not be there. The rules are those of
/// Apache Trusted Releases' paths check.
/// </summary>
public static partial class PathsCheck
{
    private static readonly HashSet<string> UsualMetadata = new(StringComparer.Ordinal)
    {
        "asc", "cdx.json", "spdx.json", "sha256", "sha512", "md5", "sig", "sha", "sha1",
    };

    private static readonly HashSet<string> UsualTopLevel = new(StringComparer.Ordinal)
    {
        "CHANGES", "DISCLAIMER", "DISCLAIMER-WIP", "LICENSE", "NOTICE", "README", "SECURITY",
    };

    /// <summary>Runs every rule over every path.</summary>
    /// <param name="paths">The files of the release, not its folders. Hostile names are reported like others.</param>
    /// <param name="isPodling">Whether the release is made by a project in the Apache Incubator.</param>
    /// <returns>Ordered by path, at least one finding for each file: a note where nothing is wrong.</returns>
    public static IReadOnlyList<PathFinding> Run(IReadOnlyCollection<string> paths, bool isPodling)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var present = paths.ToHashSet(StringComparer.Ordinal);
        var folders = present.SelectMany(Folders).ToHashSet(StringComparer.Ordinal);
        var byFoldedName = present.ToLookup(path => path, StringComparer.OrdinalIgnoreCase);
        var byFoldedFolder = folders.ToLookup(folder => folder, StringComparer.OrdinalIgnoreCase);
        var found = new List<PathFinding>();
        if (WithoutSource(present) is { } release)
        {
            found.Add(new PathFinding(string.Empty, release));
        }

        if (WithoutSbom(present) is { } undescribed)
        {
            found.Add(new PathFinding(string.Empty, undescribed));
        }

        foreach (var path in present.Order(StringComparer.Ordinal))
        {
            var before = found.Count;
            found.AddRange(OfName(path)
                .Concat(OfNeighbours(path, folders, byFoldedName, byFoldedFolder))
                .Concat(OfKind(path, present, isPodling))
                .Select(finding => new PathFinding(path, finding)));
            if (found.Count == before)
            {
                found.Add(new PathFinding(path, new Finding(FindingStatus.Note, "The path follows the rules, and what must stand beside the file does.")));
            }
        }

        return found;
    }

    private static Finding? WithoutSource(HashSet<string> present)
    {
        var artifacts = present.Where(path => ArtifactNames.Classify(path) == FileKind.Artifact).ToList();

        // Derived from names only, hence not a blocker.
        return artifacts.Count == 0 || artifacts.Any(ArtifactNames.LooksLikeSource)
            ? null
            : new Finding(FindingStatus.Concern, "No artifact looks like a source archive by its name; a release must contain the source.");
    }

    private static Finding? WithoutSbom(HashSet<string> present)
    {
        var without = present.Where(path => ArtifactNames.Classify(path) == FileKind.Artifact && !present.Contains(path + ".cdx.json") && !present.Contains(path + ".spdx.json"))
            .Order(StringComparer.Ordinal).ToList();
        return without.Count == 0 ? null : new Finding(
            FindingStatus.Suggestion,
            $"{(without.Count == 1 ? "An artifact has" : $"{without.Count} artifacts have")} no bill of materials (SBOM). Add one in CycloneDX or SPDX, for example \"{Printable.Of(ArtifactNames.FileName(without[0]))}.cdx.json\".");
    }

    private static IEnumerable<Finding> OfName(string path)
    {
        if (ReleasePath.Validate(path) is { } broken)
        {
            yield return new Finding(FindingStatus.Blocker, broken);
        }

        var parts = path.Split('/');
        if (parts[0] != ".atr" && parts.FirstOrDefault(part => part.StartsWith('.') && part is not ("." or "..")) is { } hidden)
        {
            yield return new Finding(FindingStatus.Blocker, $"\"{Printable.Of(hidden)}\" begins with a dot: hidden files and folders do not belong in a release.");
        }

        if (parts[^1] == "KEYS")
        {
            yield return new Finding(FindingStatus.Blocker, "A KEYS file is not part of a release: give its keys to the committee instead.");
        }
    }

    private static IEnumerable<Finding> OfNeighbours(
        string path, HashSet<string> folders, ILookup<string, string> byFoldedName, ILookup<string, string> byFoldedFolder)
    {
        if (folders.Contains(path))
        {
            yield return new Finding(FindingStatus.Blocker, "The path is both a file and a folder.");
        }

        if (byFoldedName[path].FirstOrDefault(other => other != path) is { } twin)
        {
            yield return new Finding(FindingStatus.Concern, $"The path differs only in case from \"{Printable.Of(twin)}\": on Windows and macOS one replaces the other.");
        }

        foreach (var folder in Folders(path))
        {
            if (byFoldedFolder[folder].FirstOrDefault(other => other != folder) is { } namesake)
            {
                yield return new Finding(FindingStatus.Concern, $"The folder \"{Printable.Of(folder)}\" differs only in case from \"{Printable.Of(namesake)}\": on Windows and macOS they are one.");
                break;
            }
        }
    }

    private static IEnumerable<Finding> OfKind(string path, HashSet<string> present, bool isPodling) => ArtifactNames.Classify(path) switch
    {
        FileKind.Artifact => OfArtifact(path, present, isPodling),
        FileKind.Metadata => OfMetadata(path, present),
        _ => OfOther(path),
    };

    private static IEnumerable<Finding> OfArtifact(string path, HashSet<string> present, bool isPodling)
    {
        if (!present.Contains(path + ".asc"))
        {
            yield return new Finding(FindingStatus.Blocker, $"The artifact has no signature: add \"{Printable.Of(ArtifactNames.FileName(path))}.asc\".");
        }

        if (!present.Contains(path + ".sha512") && !present.Contains(path + ".sha256"))
        {
            yield return new Finding(FindingStatus.Blocker, $"The artifact has no digest: add \"{Printable.Of(ArtifactNames.FileName(path))}.sha512\" (or .sha256).");
        }

        if (isPodling && !ArtifactNames.FileName(path).Contains("incubating", StringComparison.OrdinalIgnoreCase))
        {
            yield return new Finding(FindingStatus.Blocker, "The artifact of a podling must have \"incubating\" in its name.");
        }

        if (CandidateTag().IsMatch(ArtifactNames.FileName(path)))
        {
            yield return new Finding(FindingStatus.Suggestion, "The name carries a release candidate's tag, which the released file should not have.");
        }
    }

    private static IEnumerable<Finding> OfMetadata(string path, HashSet<string> present)
    {
        var suffix = ArtifactNames.MetadataSuffix(path)!;
        var artifact = ArtifactNames.ArtifactOf(path)!;
        if (!present.Contains(artifact))
        {
            yield return new Finding(FindingStatus.Blocker, $"The file it is about is missing: \"{Printable.Of(ArtifactNames.FileName(artifact))}\".");
        }

        switch (suffix[(suffix.LastIndexOf('.') + 1)..].ToUpperInvariant())
        {
            case "MD5":
                yield return new Finding(FindingStatus.Blocker, "MD5 is broken: remove the file and use .sha512.");
                break;
            case "SIG":
                yield return new Finding(FindingStatus.Blocker, "Signatures are ASCII-armored files that end in .asc: replace the .sig.");
                break;
            case "SHA1" or "SH1" or "SHA":
                yield return new Finding(FindingStatus.Suggestion, "SHA-1 is deprecated, and .sha names no algorithm: use .sha512.");
                break;
        }

        if (!UsualMetadata.Contains(suffix))
        {
            yield return new Finding(FindingStatus.Concern, $"Files that end in .{Printable.Of(suffix)} are discouraged: .asc, .sha512, .sha256, .cdx.json and .spdx.json are usual.");
        }
    }

    private static IEnumerable<Finding> OfOther(string path)
    {
        if (path.Contains('/', StringComparison.Ordinal) || path.StartsWith('.') || path == "KEYS")
        {
            yield break;
        }

        var stem = TextSuffix().Replace(path, string.Empty);
        if (!UsualTopLevel.Contains(stem))
        {
            yield return new Finding(FindingStatus.Concern, "The file is neither an artifact nor a companion nor one of CHANGES, DISCLAIMER, LICENSE, NOTICE, README and SECURITY.");
        }
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    // apache-test-1.0-rc1-src.zip, apache-test-1.0-RC.2.tar.gz, apache-test-1.0-Candidate-3.zip
    [GeneratedRegex("[-_.](rc|candidate)[-_.]?[0-9]+(?![0-9A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CandidateTag();

    [GeneratedRegex(@"\.(md|txt|rst|adoc)$", RegexOptions.CultureInvariant)]
    private static partial Regex TextSuffix();
}
