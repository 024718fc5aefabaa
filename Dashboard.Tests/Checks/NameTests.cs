using Dashboard.Checks;

namespace Dashboard.Tests.Checks;

public sealed class NameTests
{
    public static TheoryData<string> GoodPaths => new(
        "apache-test-1.0.zip", "a/b/c.txt", "with blank.txt", "Ünïcode-日本.txt", "résumé-한글-हिन्दी-ไทย.txt", ".atr/ignore", "a..b", "...a", "console.txt", "com10.txt", "a~b", new string('a', 255));

    [Theory]
    [MemberData(nameof(GoodPaths))]
    public void A_usual_path_may_be_used(string path) => Assert.Null(ReleasePath.Validate(path));

    public static TheoryData<string, string> BadPaths => new()
    {
        { "", "empty" },
        { "..", "\"..\"" },
        { "a/../b", "\"..\"" },
        { "../a", "\"..\"" },
        { "a/..", "\"..\"" },
        { ".", "\".\"" },
        { "./a", "\".\"" },
        { "/etc/passwd", "absolute" },
        { "C:/x", "absolute" },
        { "a\\b", "backslash" },
        { "a//b", "empty part" },
        { "a/", "empty part" },
        { "a\0b", "NUL" },
        { "a\nb", "U+000A" },
        { "a\u001B[31mb", "U+001B" },
        { "a\u007Fb", "U+007F" },
        { "a\u0085b", "U+0085" },
        { "gpj\u202Eexe.txt", "U+202E" },
        { "a\u200Bb", "U+200B" },
        { "\uFEFFa", "U+FEFF" },
        { "a\u2028b", "U+2028" },
        { "a\uFFFDb", "no UTF-8" },
        { "re\u0301sume\u0301.txt", "U+0301" },
        { "\u1112\u1161\u11AB.txt", "composed" },
        { "\u212Bngstrom.txt", "composed" },
        { "\uF900.txt", "composed" },
        { " a", "blank" },
        { "a /b", "blank" },
        { "a\u00A0", "blank" },
        { "a.", "ends with a dot" },
        { "a./b", "ends with a dot" },
        { "NUL", "device on Windows" },
        { "a/con.txt", "device on Windows" },
        { "Com1.tar.gz", "device on Windows" },
        { "aux .txt", "device on Windows" },
        { "ab:c", "does not allow" },
        { "a?b", "does not allow" },
        { "a|b", "does not allow" },
        { new string('a', 256), "255 bytes" },
        { new string('ä', 128), "255 bytes" },
        { string.Join('/', Enumerable.Repeat("abcdefghi", 200)), "1024 bytes" },
        { string.Join('/', Enumerable.Repeat("a", 33)), "32 parts" },
    };

    [Theory]
    [MemberData(nameof(BadPaths))]
    public void A_hostile_path_is_refused_with_its_rule(string path, string rule) =>
        Assert.Contains(rule, ReleasePath.Validate(path), StringComparison.Ordinal);

    // Half a character: xunit cannot carry it as data.
    [Fact]
    public void Half_a_character_is_refused_and_shown_as_one()
    {
        Assert.Contains("not valid Unicode", ReleasePath.Validate("a\uD800b"), StringComparison.Ordinal);
        Assert.Equal(@"a\u{D800}", Printable.Of("a\uD800"));
    }

    [Fact]
    public void A_path_of_megabytes_is_refused_at_once() =>
        Assert.Contains("longer", ReleasePath.Validate(new string('/', 50_000_000)), StringComparison.Ordinal);

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.0.0-rc1")]
    [InlineData("2026.01+build.5")]
    [InlineData("v2")]
    [InlineData("versions")]
    public void A_usual_version_may_be_used(string version) => Assert.Null(VersionName.Validate(version));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("version", "word")]
    [InlineData("Version", "word")]
    [InlineData("1.0 beta", "only letters")]
    [InlineData("1_0", "only letters")]
    [InlineData("1/0", "only letters")]
    [InlineData("1.0é", "only letters")]
    [InlineData("-1", "begin and end")]
    [InlineData("1.", "begin and end")]
    [InlineData("1..0", "in a row")]
    [InlineData("1.-0", "in a row")]
    public void A_wrong_version_is_refused_with_its_rule(string version, string rule) =>
        Assert.Contains(rule, VersionName.Validate(version), StringComparison.Ordinal);

    [Theory]
    [InlineData("tooling")]
    [InlineData("log4j-2")]
    [InlineData("a")]
    public void A_usual_key_may_be_used(string key) => Assert.Null(ProjectKey.Validate(key));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("Tooling", "lower-case")]
    [InlineData("a_b", "lower-case")]
    [InlineData("a.b", "lower-case")]
    [InlineData("-a", "begin and end")]
    [InlineData("a-", "begin and end")]
    [InlineData("a--b", "in a row")]
    public void A_wrong_key_is_refused_with_its_rule(string key, string rule) =>
        Assert.Contains(rule, ProjectKey.Validate(key), StringComparison.Ordinal);

    [Theory]
    [InlineData("a.tar.gz", FileKind.Artifact, null)]
    [InlineData("a/b.jar.pack.gz", FileKind.Artifact, null)]
    [InlineData("A.ZIP", FileKind.Artifact, null)]
    [InlineData("a.tar.gz.asc", FileKind.Metadata, "a.tar.gz")]
    [InlineData("d/a.tar.gz.sha512.asc", FileKind.Metadata, "d/a.tar.gz")]
    [InlineData("a.tar.gz.asc.sha512", FileKind.Metadata, "a.tar.gz")]
    [InlineData("a.zip.cdx.json", FileKind.Metadata, "a.zip")]
    [InlineData("a.zip.SHA256", FileKind.Metadata, "a.zip")]
    [InlineData("README.md", FileKind.Other, null)]
    [InlineData(".asc", FileKind.Other, null)]
    [InlineData("zip", FileKind.Other, null)]
    public void A_name_tells_what_a_file_is(string path, FileKind kind, string? artifact)
    {
        Assert.Equal(kind, ArtifactNames.Classify(path));
        Assert.Equal(artifact, ArtifactNames.ArtifactOf(path));
    }

    [Theory]
    [InlineData("apache-test-1.0.tar.gz", true)]
    [InlineData("apache-test-1.0-src.zip", true)]
    [InlineData("apache-test-1.0-source-release.zip", true)]
    [InlineData("apache-test-1.0-bin.zip", false)]
    [InlineData("apache-test-1.0-linux-x64.tar.gz", false)]
    [InlineData("apache-test-1.0-sources.jar", false)]
    [InlineData("README", false)]
    public void A_name_hints_at_source(string path, bool expected) => Assert.Equal(expected, ArtifactNames.LooksLikeSource(path));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001B[2Jb", @"a\u{1B}[2Jb")]
    [InlineData("a\u202Eb", @"a\u{202E}b")]
    [InlineData("日本 😀", "日本 😀")]
    public void Text_is_shown_without_acting_on_its_reader(string text, string shown) => Assert.Equal(shown, Printable.Of(text));
}
