using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Archives;
using Dashboard.Tests.Checks.Support;
using static Dashboard.Tests.Checks.Licences.LicenceSamples;

namespace Dashboard.Tests.Checks.Licences;

/// <summary>The checks of a source archive's members, through the pass that the tasks and the command line run.</summary>
public class SourceArchiveTests
{
    private const string Notice =
        """
        Apache Example
        Copyright 2026 The Apache Software Foundation

        This product includes software developed at
        The Apache Software Foundation (https://www.apache.org/).
        """;

    private static readonly (string Path, string Content)[] Sound =
    [
        ("LICENSE", ApacheLicence()), ("NOTICE", Notice), ("src/a.py", Commented(Header, "# ")), ("README.md", "Read me."),
    ];

    [Fact]
    public async Task A_sound_source_archive_has_notes_only()
    {
        foreach (var name in new[] { "example-1.0-src.tar.gz", "example-1.0-src.zip" })
        {
            var outcomes = await RunAsync(name, Sound);

            Assert.Equal(["integrity", "structure", "licence-files", "licence-headers", "licence-scan"], outcomes.Select(outcome => outcome.Check.Name));
            Assert.All(outcomes.SelectMany(outcome => outcome.Findings), finding => Assert.True(finding.Status == FindingStatus.Note, finding.Message));
        }
    }

    [Theory]
    [InlineData(null, null, FindingStatus.Blocker, "neither a DISCLAIMER nor a DISCLAIMER-WIP")]
    [InlineData("DISCLAIMER", "Apache Example is an effort undergoing\n  incubation at the ASF.", FindingStatus.Note, "undergoing incubation")]
    [InlineData("DISCLAIMER-WIP.txt", "Apache Example is undergoing incubation.", FindingStatus.Note, "undergoing incubation")]
    [InlineData("DISCLAIMER", "No warranty.", FindingStatus.Concern, "does not say")]
    public async Task A_podling_needs_a_disclaimer_that_names_its_incubation(string? path, string? content, FindingStatus status, string message)
    {
        var files = path is null ? Sound : [.. Sound, (path, content!)];

        var finding = (await PodlingAsync(files))[^1];

        Assert.Equal(status, finding.Status);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_disclaimers_of_a_podling_are_a_blocker()
    {
        var finding = (await PodlingAsync([.. Sound, ("DISCLAIMER", "undergoing incubation"), ("DISCLAIMER-WIP", "undergoing incubation")]))[^1];

        Assert.Equal(FindingStatus.Blocker, finding.Status);
        Assert.Contains("\"DISCLAIMER\", \"DISCLAIMER-WIP\"", finding.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Finding>> PodlingAsync((string Path, string Content)[] files)
    {
        (string, string)[] rooted = [.. files.Select(file => ("example-1.0/" + file.Path, file.Content))];
        var outcomes = await RunAsync("example-1.0-src.tar.gz", ArchiveSamples.TarGz(rooted), isPodling: true);
        return outcomes.Single(outcome => outcome.Check.Name == CheckNames.LicenceFiles).Findings;
    }

    [Theory]
    [InlineData("LICENSE", null, "licence-files", "no LICENSE file")]
    [InlineData("NOTICE", null, "licence-files", "no NOTICE file")]
    [InlineData("NOTICE", "Example", "licence-files", "must name the product")]
    [InlineData("LICENSE.txt", "MIT", "licence-files", "several LICENSE files")]
    [InlineData("src/gpl.c", Gpl, "licence-scan", "stands under GPL-2.0-or-later")]
    public async Task What_blocks_a_vote_is_a_blocker(string path, string? content, string check, string message)
    {
        var findings = await FindingsAsync(check, path, content);

        Assert.Contains(findings, finding => finding.Status == FindingStatus.Blocker && finding.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_nearly_right_header_is_a_concern_of_its_member()
    {
        var findings = await FindingsAsync("licence-headers", "src/b.py", Commented(Header.Replace("express or", "express", StringComparison.Ordinal), "# "));

        var finding = Assert.Single(findings, finding => finding.MemberPath == "src/b.py");
        Assert.Equal(FindingStatus.Concern, finding.Status);
        Assert.Contains("\"or\" is missing after \"express\"", finding.Message, StringComparison.Ordinal);
        Assert.Equal("1", findings[0].Data!["near"]);
    }

    [Fact]
    public async Task A_source_file_without_a_header_is_a_concern_unless_it_is_excluded()
    {
        Assert.Contains(await FindingsAsync("licence-headers", "src/b.py", "print(1)"), finding => finding is { MemberPath: "src/b.py", Status: FindingStatus.Concern });

        var excluded = await RunAsync("example-1.0-src.tar.gz", [.. Sound, ("src/b.py", "print(1)"), (".rat-excludes", "b.py\n")]);
        Assert.All(excluded.SelectMany(outcome => outcome.Findings), finding => Assert.True(finding.Status == FindingStatus.Note, finding.Message));
    }

    [Theory]
    [InlineData("example-1.0/", FindingStatus.Note)]
    [InlineData("example-1.0-src/", FindingStatus.Note)]
    [InlineData("other-1.0/", FindingStatus.Concern)]
    [InlineData("", FindingStatus.Blocker)]
    public async Task The_one_folder_is_named_like_the_archive(string root, FindingStatus expected)
    {
        foreach (var name in new[] { "example-1.0-src.tar.gz", "example-1.0-src.zip" })
        {
            var outcomes = await RunAsync(name, Sound, root);

            Assert.Equal(expected, Assert.Single(outcomes.Single(outcome => outcome.Check.Name == "structure").Findings).Status);
        }
    }

    [Fact]
    public async Task An_npm_package_is_held_against_its_own_name()
    {
        (string, string)[] package = [("package.json", """{"name":"@apache/example","version":"1.0"}""")];

        Assert.Equal(FindingStatus.Note, await StructureAsync("apache-example-1.0.tgz"));
        Assert.Equal(FindingStatus.Concern, await StructureAsync("apache-example-1.1.tgz"));

        async Task<FindingStatus> StructureAsync(string name) =>
            (await RunAsync(name, package, "package/")).Single(outcome => outcome.Check.Name == "structure").Findings[0].Status;
    }

    [Fact]
    public async Task A_binary_archive_is_checked_for_integrity_only()
    {
        var outcomes = await RunAsync("example-1.0-bin.tar.gz", Sound);

        Assert.Equal("integrity", Assert.Single(outcomes).Check.Name);
    }

    [Fact]
    public async Task A_damaged_archive_still_tells_what_its_readable_part_lacks()
    {
        var archive = ArchiveSamples.TarGz([.. Sound.Select(file => ("example-1.0/" + file.Path, file.Content))]);

        var outcomes = await RunAsync("example-1.0-src.tar.gz", archive[..^20]);

        Assert.Contains(outcomes[0].Findings, finding => finding.Status == FindingStatus.Blocker);
        Assert.Equal(5, outcomes.Count);
    }

    [Fact]
    public async Task An_archive_larger_than_what_is_buffered_is_fed_to_its_end()
    {
        var random = new byte[40 * 1024 * 1024];
        new Random(1).NextBytes(random);
        var large = ArchiveSamples.Gzip([.. ArchiveSamples.TarHeader("example-1.0/random.bin", '0', random.Length), .. random, .. ArchiveSamples.TarEnd]);

        var outcomes = await RunAsync("example-1.0-bin.tar.gz", large);

        Assert.Equal(FindingStatus.Note, Assert.Single(outcomes[0].Findings).Status);
    }

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(string check, string path, string? content)
    {
        var files = Sound.Where(file => file.Path != path).ToList();
        if (content is not null)
        {
            files.Add((path, content));
        }

        return (await RunAsync("example-1.0-src.tar.gz", [.. files])).Single(outcome => outcome.Check.Name == check).Findings;
    }

    private static Task<IReadOnlyList<CheckOutcome>> RunAsync(string name, (string Path, string Content)[] files, string root = "example-1.0/")
    {
        (string, string)[] rooted = [.. files.Select(file => (root + file.Path, file.Content))];
        return RunAsync(name, name.EndsWith(".zip", StringComparison.Ordinal) ? ArchiveSamples.Zip(rooted) : ArchiveSamples.TarGz(rooted));
    }

    private static Task<IReadOnlyList<CheckOutcome>> RunAsync(string name, byte[] archive, bool isPodling = false) =>
        ArtifactChecks.RunAsync(
            Assert.Single(CheckPlan.Of([name])) with { IsPodling = isPodling }, new OneFile(archive), KeyRing.Empty, new Observer(), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), CancellationToken.None);

    private static string ApacheLicence()
    {
        using var reader = new StreamReader(typeof(CheckPlan).Assembly.GetManifestResourceStream("Apache-2.0.txt")!);
        return reader.ReadToEnd();
    }

    private sealed class OneFile(byte[] content) : IReleaseContent
    {
        public Stream Open(string path) => new MemoryStream(content);

        public long Size(string path) => content.Length;
    }
}
