using System.Security.Cryptography;
using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Checks.Sbom;

/// <summary>A bill of materials beside its artifact, checked in the artifact's own pass.</summary>
public sealed class SbomCompanionTests
{
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Checking.Artifact));
    private static readonly string Sha512 = Convert.ToHexStringLower(SHA512.HashData(Checking.Artifact));

    [Fact]
    public async Task A_CycloneDX_document_of_the_artifact_beside_it_has_notes_only()
    {
        var document = SbomSamples.CycloneDx("1.6").Replace(SbomSamples.Sha256, Sha256, StringComparison.Ordinal).Replace(SbomSamples.Sha512, Sha512, StringComparison.Ordinal);

        var findings = await FindAsync(document, "cdx.json");

        Assert.All(findings, finding => Assert.True(finding.Status == FindingStatus.Note, finding.Message));
        Assert.Contains(findings, finding => finding.Message.StartsWith("The SBOM describes this artifact", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cdx.json")]
    [InlineData("spdx.json")]
    public async Task A_document_of_another_artifact_is_a_concern(string suffix)
    {
        var document = suffix == "cdx.json" ? SbomSamples.CycloneDx("1.6") : SbomSamples.Spdx;

        var findings = await FindAsync(document, suffix);

        Assert.Contains(findings, finding => finding.Status == FindingStatus.Concern && finding.Message.Contains("describes another file", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<Finding>> FindAsync(string document, string suffix) =>
        Checking.CompanionAsync(Encoding.UTF8.GetBytes(document), suffix, KeyRing.Empty);
}
