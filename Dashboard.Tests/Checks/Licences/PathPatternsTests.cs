using System.Diagnostics;
using Dashboard.Checks.Licences;

namespace Dashboard.Tests.Checks.Licences;

public sealed class PathPatternsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("path-patterns-");

    public void Dispose() => _directory.Delete(recursive: true);

    // From the manual of gitignore(5), and checked against git check-ignore below.
    public static TheoryData<string, string, bool> Cases => new()
    {
        { "*.json", "a.json", true },
        { "*.json", "x/y/a.json", true },
        { "*.json", "a.jsonx", false },
        { "/a.txt", "a.txt", true },
        { "/a.txt", "x/a.txt", false },
        { "doc/frotz", "doc/frotz", true },
        { "doc/frotz", "a/doc/frotz", false },
        { "build/", "build/x/y", true },
        { "build/", "a/build/x", true },
        { "build/", "build", false },
        { "build", "build/x", true },
        { "**/foo", "foo", true },
        { "**/foo", "a/b/foo", true },
        { "**/foo/bar", "a/foo/bar", true },
        { "abc/**", "abc/x/y", true },
        { "abc/**", "abc", false },
        { "a/**/b", "a/b", true },
        { "a/**/b", "a/x/y/b", true },
        { "a/*/b", "a/x/b", true },
        { "a/*/b", "a/x/y/b", false },
        { "?.c", "a.c", true },
        { "?.c", "ab.c", false },
        { "[a-c].h", "b.h", true },
        { "[!a-c].h", "b.h", false },
        { "[!a-c].h", "z.h", true },
        { "a.b", "axb", false },
        { "# comment", "# comment", false },
        { "\\#real", "#real", true },
        { "\\!real", "!real", true },
        { "*.log\n!keep.log", "keep.log", false },
        { "*.log\n!keep.log", "other.log", true },
        { "!keep.log\n*.log", "keep.log", true },
        { "trailing   ", "trailing", true },
        { "", "a", false },
        { "/", "a", false },
        { "[", "[", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Patterns_match_as_gitignore_says(string patterns, string path, bool expected) =>
        Assert.Equal(expected, PathPatterns.Parse(patterns).Matches(path));

    [Fact]
    public void Git_agrees_on_every_case()
    {
        Git(_directory.FullName, "init", "-q");
        foreach (var (patterns, path, expected) in Cases.Select(row => ((string)row[0], (string)row[1], (bool)row[2])))
        {
            File.WriteAllText(Path.Combine(_directory.FullName, ".gitignore"), patterns + "\n");

            Assert.True(expected == (Git(_directory.FullName, "check-ignore", "--no-index", "-q", "--", path) == 0), $"{patterns} on {path}");
        }
    }

    [Fact]
    public void A_pattern_made_to_backtrack_takes_linear_time()
    {
        var patterns = PathPatterns.Parse(string.Concat(Enumerable.Repeat("*a", 100)) + "b");

        Assert.False(patterns.Matches(new string('a', 4000)));
    }

    private static int Git(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = directory })!;
        git.WaitForExit();
        return git.ExitCode;
    }
}
