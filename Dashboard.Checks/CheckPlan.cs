using Dashboard.Checks.Archives;

namespace Dashboard.Checks;

/// <summary>One check of an artifact against a companion.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>; unique within its artifact.</param>
/// <param name="CompanionPath">The file that says what is expected; the artifact itself for checks of its members.</param>
public sealed record PlannedCheck(string Name, string CompanionPath);

/// <summary>The checks of one artifact.</summary>
/// <param name="Artifact">The path of the file that is checked.</param>
/// <param name="Checks">In the order in which they are shown; empty when the artifact has no companion that can be checked.</param>
public sealed record ArtifactPlan(string Artifact, IReadOnlyList<PlannedCheck> Checks)
{
    /// <summary>Whether the release is made by a project in the Apache Incubator.</summary>
    public bool IsPodling { get; init; }
}

/// <summary>The names of the checks: stable words for machines.</summary>
public static class CheckNames
{
    /// <summary>The paths of a release, by <see cref="PathsCheck"/>.</summary>
    public const string Paths = "paths";

    /// <summary>An artifact against its .sha512.</summary>
    public const string Sha512 = "sha512";

    /// <summary>An artifact against its .sha256.</summary>
    public const string Sha256 = "sha256";

    /// <summary>An artifact against the detached OpenPGP signatures in its .asc.</summary>
    public const string Signature = "signature";

    /// <summary>An archive to its last byte: checksums, lengths, names that are safe to unpack.</summary>
    public const string Integrity = "integrity";

    /// <summary>The folders at the top of a source archive.</summary>
    public const string Structure = "structure";

    /// <summary>LICENSE and NOTICE of a source archive, and a podling's DISCLAIMER.</summary>
    public const string LicenceFiles = "licence-files";

    /// <summary>The licence header of every source file.</summary>
    public const string LicenceHeaders = "licence-headers";

    /// <summary>The licence of every file of a source archive, as Apache RAT reports it.</summary>
    public const string LicenceScan = "licence-scan";

    /// <summary>An artifact's bill of materials in CycloneDX, by its .cdx.json.</summary>
    public const string CycloneDx = "cyclonedx";

    /// <summary>An artifact's bill of materials in SPDX, by its .spdx.json.</summary>
    public const string Spdx = "spdx";
}

/// <summary>Decides from the paths of a release what there is to check.</summary>
public static class CheckPlan
{
    /// <summary>
    /// One plan for every file that has an artifact suffix or a companion, ordered by path. Companions are files like others
    /// here: a .sha512 that has an .asc of its own is checked too. A companion without its file is none of this: the check of
    /// paths reports it.
    /// </summary>
    public static IReadOnlyList<ArtifactPlan> Of(IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var present = paths.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. present.Order(StringComparer.Ordinal)
                .Select(path => new ArtifactPlan(
                    path,
                    [
                        .. CheckCatalogue.OfCompanions
                            .Where(companion => present.Contains(path + companion.Suffix))
                            .Select(companion => new PlannedCheck(companion.Name, path + companion.Suffix)),
                        .. OfMembers(path),
                    ]))
                .Where(plan => plan.Checks.Count > 0 || ArtifactNames.Classify(plan.Artifact) == FileKind.Artifact),
        ];
    }

    private static IEnumerable<PlannedCheck> OfMembers(string path) =>
        ArchiveFormats.Of(path) is null || ArtifactNames.Classify(path) != FileKind.Artifact
            ? []
            : CheckCatalogue.OfMembers.Where(check => check.Applies(path)).Select(check => new PlannedCheck(check.Name, path));
}
