using Dashboard.Checks.Digests;

namespace Dashboard.Checks.Sbom;

/// <summary>Checks the bill of materials beside an artifact, and whether it describes that artifact.</summary>
/// <param name="document">The whole file.</param>
internal sealed class SbomContentCheck(byte[] document) : IContentCheck
{
    private RunningDigest? _sha256;
    private RunningDigest? _sha512;

    /// <inheritdoc/>
    public bool Begin(ContentDigests digests)
    {
        _sha256 = digests.Add(RunningDigest.Start(DigestAlgorithm.Sha256));
        _sha512 = digests.Add(RunningDigest.Start(DigestAlgorithm.Sha512));
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Finish() => SbomCheck.Run(
        document, new ArtifactDigests(Convert.ToHexStringLower(_sha256!.Finish()), Convert.ToHexStringLower(_sha512!.Finish())));
}
