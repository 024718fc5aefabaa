using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.Sbom;

namespace Dashboard.Tests.Checks.Sbom;

public class SbomCheckTests
{
    private static readonly ArtifactDigests Digests = new(SbomSamples.Sha256, SbomSamples.Sha512);

    public static TheoryData<string> Complete => new(
        SbomSamples.CycloneDx("1.4"), SbomSamples.CycloneDx("1.5"), SbomSamples.CycloneDx("1.6"), SbomSamples.Spdx);

    [Theory]
    [MemberData(nameof(Complete))]
    public void A_complete_document_of_the_artifact_has_notes_only(string document)
    {
        var findings = Run(document);

        Assert.All(findings, finding => Assert.True(finding.Status == FindingStatus.Note, finding.Message));
        Assert.Equal(3, findings.Count);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public void A_document_of_another_artifact_is_a_concern(string document) =>
        Assert.Contains("describes another file", Concern(document.Replace("bbbb", "dddd", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void A_document_without_digests_of_its_subject_is_a_suggestion()
    {
        var document = SbomSamples.Spdx.Replace("SHA512", "SHA384", StringComparison.Ordinal);

        Assert.Contains(Run(document), finding => finding.Status == FindingStatus.Suggestion && finding.Data!["sha512"] == SbomSamples.Sha512);
    }

    [Theory]
    [InlineData("\"version\": 1,", "\"version\": \"one\",", "/version")]
    [InlineData("\"type\": \"library\"", "\"type\": \"thing\"", "/components/0/type")]
    [InlineData("\"alg\": \"SHA-256\"", "\"alg\": \"CRC32\"", "/hashes/0/alg")]
    [InlineData("\"id\": \"Apache-2.0\"", "\"id\": \"Apache-9\"", "/license/id")]
    public void A_CycloneDX_document_that_breaks_its_schema_names_the_place(string present, string instead, string place)
    {
        var finding = Run(SbomSamples.CycloneDx("1.5").Replace(present, instead, StringComparison.Ordinal))[0];

        Assert.Equal(FindingStatus.Concern, finding.Status);
        Assert.Contains(place, finding.Data!["problems"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"dataLicense\": \"CC0-1.0\",", "", "the document")]
    [InlineData("\"created\": \"2026-11-01T10:00:00Z\"", "\"created\": \"yesterday\"", "/creationInfo/created")]
    [InlineData("\"Tool: example-tool-1\"", "\"example-tool-1\"", "/creationInfo/creators/0")]
    [InlineData("\"SPDXRef-lib\", \"name\"", "\"lib\", \"name\"", "/packages/1/SPDXID")]
    [InlineData("\"algorithm\": \"SHA1\"", "\"algorithm\": \"CRC32\"", "/packages/1/checksums/0/algorithm")]
    public void An_SPDX_document_that_breaks_its_schema_names_the_place(string present, string instead, string place)
    {
        var finding = Run(SbomSamples.Spdx.Replace(present, instead, StringComparison.Ordinal))[0];

        Assert.Equal(FindingStatus.Concern, finding.Status);
        Assert.Contains(place, finding.Data!["problems"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": \"2.0\",", "version (0 of 1)")]
    [InlineData("\"supplier\": { \"name\": \"Somebody\" },", "supplier (0 of 1)")]
    [InlineData("\"purl\": \"pkg:maven/org.example/library@2.0\",", "unique identifier (0 of 1)")]
    [InlineData("\"dependsOn\": [\"lib\"]", "dependency relationship (0 of 1)")]
    public void A_missing_minimum_element_is_a_concern(string present, string gap) =>
        Assert.Contains(gap, Concern(SbomSamples.CycloneDx("1.6").Replace(present, present.StartsWith("\"depends", StringComparison.Ordinal) ? "\"dependsOn\": []" : "", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_licence_alone_is_a_suggestion()
    {
        var findings = Run(SbomSamples.CycloneDx("1.6").Replace("\"licenses\": [{ \"license\": { \"id\": \"Apache-2.0\" } }],", "", StringComparison.Ordinal));

        Assert.Contains(findings, finding => finding.Status == FindingStatus.Suggestion && finding.Message.Contains("licence (0 of 1)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "not JSON: line 1")]
    [InlineData("{}", "neither CycloneDX nor SPDX")]
    [InlineData("[]", "neither CycloneDX nor SPDX")]
    [InlineData("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.2\"}", "CycloneDX 1.2, which is not supported")]
    [InlineData("{\"spdxVersion\":\"SPDX-2.2\"}", "SPDX 2.2, which is not supported")]
    public void What_cannot_be_read_says_why(string document, string reason) =>
        Assert.Contains(reason, Concern(document), StringComparison.Ordinal);

    [Fact]
    public void Members_of_the_wrong_type_are_reported_and_not_thrown()
    {
        var document = """{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":[],"components":[1,null,{"hashes":[1,{"alg":2}],"licenses":[[]]}],"dependencies":[{"dependsOn":[1,null]}]}""";

        Assert.Contains(Run(document), finding => finding is { Status: FindingStatus.Concern, Data: not null } && finding.Data.ContainsKey("problems"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100_000)]
    public void Nesting_without_end_is_a_finding(int depth)
    {
        var document = """{"bomFormat":"CycloneDX","specVersion":"1.6","components":""" + string.Concat(Enumerable.Repeat("""[{"components":""", depth));

        Assert.Contains("not JSON", Concern(document), StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_counts_the_minimum_elements_twice()
    {
        var score = new SbomScore([new("version", 1, 2, IsMinimum: true), new("digest", 2, 2, IsMinimum: false)]);

        Assert.Equal(66, score.Percent);
    }

    private static IReadOnlyList<Finding> Run(string document) => SbomCheck.Run(Encoding.UTF8.GetBytes(document), Digests);

    private static string Concern(string document) =>
        string.Join('\n', Run(document).Where(finding => finding.Status == FindingStatus.Concern).Select(finding => finding.Message));
}
