using Dashboard.Checks;

namespace Dashboard.Tests.Checks;

public sealed class PathsCheckTests
{
    private static readonly string[] Whole = ["t-1.0.tar.gz", "t-1.0.tar.gz.asc", "t-1.0.tar.gz.cdx.json", "t-1.0.tar.gz.sha512"];

    [Fact]
    public void A_flawless_release_has_one_note_for_each_file()
    {
        var findings = PathsCheck.Run([.. Whole, "README.md", "CHANGES", "docs/a.html"], false);

        Assert.Equal(["CHANGES", "README.md", "docs/a.html", .. Whole], findings.Select(finding => finding.Path));
        Assert.All(findings, finding => Assert.Equal(FindingStatus.Note, finding.Finding.Status));
    }

    public static TheoryData<string, FindingStatus, string> Oddities => new()
    {
        { "b.zip", FindingStatus.Blocker, "has no signature" },
        { "b.zip", FindingStatus.Blocker, "has no digest" },
        { "b.zip.asc", FindingStatus.Blocker, "about is missing: \"b.zip\"" },
        { "t-1.0.tar.gz.md5", FindingStatus.Blocker, "MD5 is broken" },
        { "t-1.0.tar.gz.asc.md5", FindingStatus.Blocker, "MD5 is broken" },
        { "t-1.0.tar.gz.sig", FindingStatus.Blocker, ".asc" },
        { "t-1.0.tar.gz.sha1", FindingStatus.Suggestion, "deprecated" },
        { "t-1.0.tar.gz.sha", FindingStatus.Suggestion, "deprecated" },
        { "t-1.0.tar.gz.mds", FindingStatus.Concern, "discouraged" },
        { "t-1.0.tar.gz.sha512sum", FindingStatus.Concern, "discouraged" },
        { "KEYS", FindingStatus.Blocker, "KEYS" },
        { "d/KEYS", FindingStatus.Blocker, "KEYS" },
        { ".hidden", FindingStatus.Blocker, "begins with a dot" },
        { "d/.git/config", FindingStatus.Blocker, "begins with a dot" },
        { "notes.doc", FindingStatus.Concern, "neither an artifact" },
        { "T-1.0.TAR.GZ.asc", FindingStatus.Concern, "only in case" },
        { "t-1.0.tar.gz/x", FindingStatus.Note, "follows the rules" },
        { "a\nb", FindingStatus.Blocker, "U+000A" },
        { "t-1.0-rc1.zip", FindingStatus.Suggestion, "candidate" },
        { "t-1.0-Candidate-3.zip", FindingStatus.Suggestion, "candidate" },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public void What_is_odd_is_found_at_its_file(string path, FindingStatus status, string words)
    {
        var findings = PathsCheck.Run([.. Whole, path], false);

        Assert.Contains(findings, finding => finding.Path == path && finding.Finding.Status == status && finding.Finding.Message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_that_some_systems_take_for_one_are_told()
    {
        var findings = PathsCheck.Run(["docs/a.txt", "Docs/b.txt"], false);

        Assert.Contains(findings, found => found is { Path: "Docs/b.txt", Finding.Status: FindingStatus.Concern } && found.Finding.Message.Contains("differs only in case from \"docs\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_may_not_be_a_folder_too()
    {
        var findings = PathsCheck.Run([.. Whole, "t-1.0.tar.gz/x"], false);

        Assert.Contains(findings, finding => finding is { Path: "t-1.0.tar.gz", Finding.Status: FindingStatus.Blocker });
    }

    [Fact]
    public void The_folder_of_the_system_itself_may_begin_with_a_dot()
    {
        var findings = PathsCheck.Run([.. Whole, ".atr/license-headers-ignore"], false);

        Assert.All(findings, finding => Assert.Equal(FindingStatus.Note, finding.Finding.Status));
    }

    [Fact]
    public void An_artifact_of_a_podling_says_that_it_is_incubating()
    {
        var podling = PathsCheck.Run(Whole, true);
        var named = PathsCheck.Run([.. Whole.Select(path => "apache-incubating-" + path)], true);

        Assert.Contains(podling, finding => finding is { Path: "t-1.0.tar.gz", Finding.Status: FindingStatus.Blocker });
        Assert.All(named, finding => Assert.Equal(FindingStatus.Note, finding.Finding.Status));
    }

    [Fact]
    public void A_sha256_is_digest_enough()
    {
        var findings = PathsCheck.Run(["t-1.0.tar.gz", "t-1.0.tar.gz.asc", "t-1.0.tar.gz.spdx.json", "t-1.0.tar.gz.sha256"], false);

        Assert.All(findings, finding => Assert.Equal(FindingStatus.Note, finding.Finding.Status));
    }

    [Fact]
    public void Artifacts_without_a_bill_of_materials_are_a_suggestion_for_the_release()
    {
        var findings = PathsCheck.Run([.. Whole, "b-1.0.zip", "c-1.0.zip"], false);

        var suggestion = Assert.Single(findings, found => found.Path.Length == 0);
        Assert.Equal(FindingStatus.Suggestion, suggestion.Finding.Status);
        Assert.Contains("2 artifacts have no bill of materials", suggestion.Finding.Message, StringComparison.Ordinal);
        Assert.Contains("\"b-1.0.zip.cdx.json\"", suggestion.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_without_source_is_a_concern_of_the_release()
    {
        var findings = PathsCheck.Run(["t-1.0-bin.zip", "t-1.0-bin.zip.asc", "t-1.0-bin.zip.sha512"], false);

        Assert.Equal((string.Empty, FindingStatus.Concern), (findings[0].Path, findings[0].Finding.Status));
    }

    [Fact]
    public void The_plan_has_every_artifact_with_its_checks()
    {
        var plans = CheckPlan.Of(["b.zip", "README", "a.txt", "a.txt.asc", "lost.zip.asc", .. Whole, "t-1.0.tar.gz.sha256", "t-1.0.tar.gz.sha512.asc"]);

        Assert.Equal(
            ["a.txt: signature", "b.zip: integrity structure licence-files licence-headers licence-scan",
                "t-1.0.tar.gz: sha512 sha256 signature cyclonedx integrity structure licence-files licence-headers licence-scan", "t-1.0.tar.gz.sha512: signature"],
            plans.Select(plan => $"{plan.Artifact}: {string.Join(' ', plan.Checks.Select(check => check.Name))}"));
        Assert.Equal("t-1.0.tar.gz.asc", plans[2].Checks[2].CompanionPath);
    }
}
