using Dashboard.Checks.Archives;
using Dashboard.Checks.Digests;
using Dashboard.Checks.Licences;
using Dashboard.Checks.OpenPgp;
using Dashboard.Checks.Sbom;

namespace Dashboard.Checks;

/// <summary>Every check of an artifact, in the order in which they are shown. A new check is a class in its folder and a line here.</summary>
internal static class CheckCatalogue
{
    private const int SmallCompanion = ArtifactChecks.MaxCompanionBytes;

    /// <summary>Checks of an artifact against a file beside it.</summary>
    public static IReadOnlyList<CompanionCheck> OfCompanions { get; } =
    [
        new(CheckNames.Sha512, ".sha512", SmallCompanion, its => new DigestCheck(DigestAlgorithm.Sha512, its.Artifact, its.CompanionPath, its.Companion)),
        new(CheckNames.Sha256, ".sha256", SmallCompanion, its => new DigestCheck(DigestAlgorithm.Sha256, its.Artifact, its.CompanionPath, its.Companion)),
        new(CheckNames.Signature, ".asc", SmallCompanion, its => new SignatureCheck(its.Companion, its.Keys, its.NowUtc)),
        new(CheckNames.CycloneDx, ".cdx.json", SbomCheck.MaxBytes, its => new SbomContentCheck(its.Companion)),
        new(CheckNames.Spdx, ".spdx.json", SbomCheck.MaxBytes, its => new SbomContentCheck(its.Companion)),
    ];

    /// <summary>Checks of an archive's members, which share one pass over it.</summary>
    public static IReadOnlyList<MemberCheck> OfMembers { get; } =
    [
        // The pass itself: what it finds wrong with the archive is this check's findings.
        new(CheckNames.Integrity, IsOfAllArchives, _ => null),
        new(CheckNames.Structure, ArtifactNames.LooksLikeSource, its => new StructureVisitor(its.Artifact)),
        new(CheckNames.LicenceFiles, ArtifactNames.LooksLikeSource, its => new LicenceFilesVisitor(its.IsPodling)),
        new(CheckNames.LicenceHeaders, ArtifactNames.LooksLikeSource, its => new LicenceHeadersVisitor(its.Classifier)),
        new(CheckNames.LicenceScan, ArtifactNames.LooksLikeSource, its => new LicenceScanVisitor(its.Classifier)),
    ];

    /// <summary>Whether a check reads an archive's members.</summary>
    public static bool IsOfMembers(string name) => OfMembers.Any(check => check.Name == name);

    /// <exception cref="ArgumentException">There is no such check.</exception>
    public static CompanionCheck OfCompanion(string name) =>
        OfCompanions.FirstOrDefault(check => check.Name == name) ?? throw new ArgumentException($"There is no check \"{name}\".", nameof(name));

    /// <exception cref="ArgumentException">There is no such check.</exception>
    public static MemberCheck OfMember(string name) =>
        OfMembers.FirstOrDefault(check => check.Name == name) ?? throw new ArgumentException($"There is no check \"{name}\".", nameof(name));

    private static bool IsOfAllArchives(string artifact) => true;
}

/// <summary>A check of an artifact against a companion.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>.</param>
/// <param name="Suffix">What follows the artifact's path in the companion's.</param>
/// <param name="MaxBytes">The largest companion that is read.</param>
/// <param name="Create">Creates the check for one artifact.</param>
internal sealed record CompanionCheck(string Name, string Suffix, int MaxBytes, Func<CompanionSubject, IContentCheck> Create);

/// <summary>What a check of a companion is created for.</summary>
internal sealed record CompanionSubject(string Artifact, string CompanionPath, byte[] Companion, KeyRing Keys, DateTime NowUtc);

/// <summary>A check of an archive's members.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>.</param>
/// <param name="Applies">Whether the archive of that path is checked.</param>
/// <param name="Create">Creates the visitor; null for the pass itself.</param>
internal sealed record MemberCheck(string Name, Func<string, bool> Applies, Func<MemberSubject, IArchiveVisitor?> Create);

/// <summary>What a check of members is created for; the visitors of one pass share the classifier.</summary>
internal sealed record MemberSubject(string Artifact, MemberClassifier Classifier, bool IsPodling);
