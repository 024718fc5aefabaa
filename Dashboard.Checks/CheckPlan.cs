namespace Dashboard.Checks;

/// <summary>One check of an artifact against a companion.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>; unique within its artifact.</param>
/// <param name="CompanionPath">The file that says what is expected.</param>
public sealed record PlannedCheck(string Name, string CompanionPath);

/// <summary>The checks of one artifact.</summary>
/// <param name="Artifact">The path of the file that is checked.</param>
/// <param name="Checks">In the order in which they are shown; empty when the artifact has no companion that can be checked.</param>
public sealed record ArtifactPlan(string Artifact, IReadOnlyList<PlannedCheck> Checks);

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
}

/// <summary>Decides from the paths of a release what there is to check.</summary>
public static class CheckPlan
{
    private static readonly (string Name, string Suffix)[] Companions =
    [
        (CheckNames.Sha512, ".sha512"),
        (CheckNames.Sha256, ".sha256"),
        (CheckNames.Signature, ".asc"),
    ];

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
                        .. Companions
                            .Where(companion => present.Contains(path + companion.Suffix))
                            .Select(companion => new PlannedCheck(companion.Name, path + companion.Suffix)),
                    ]))
                .Where(plan => plan.Checks.Count > 0 || ArtifactNames.Classify(plan.Artifact) == FileKind.Artifact),
        ];
    }
}
