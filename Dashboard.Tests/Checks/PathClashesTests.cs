using Dashboard.Checks;

namespace Dashboard.Tests.Checks;

public sealed class PathClashesTests
{
    [Theory]
    [InlineData("Readme.md", "README.md", "they differ only in upper and lower case")]
    [InlineData("docs/a.txt", "Docs/b.txt", "their folders 'Docs' and 'docs' differ only in upper and lower case")]
    [InlineData("a/b/c/x", "a/B/d/x", "their folders 'a/B' and 'a/b' differ")]
    [InlineData("a", "a/b", "one would be the other's folder")]
    [InlineData("a/b", "a", "one would be the other's folder")]
    [InlineData("A/b", "a", "one would be the other's folder")]
    [InlineData("É.txt", "é.txt", "they differ only in upper and lower case")]
    public void What_some_system_takes_for_one_is_refused_by_its_rule(string there, string added, string rule)
    {
        var clash = new PathClashes([there]).Add(added);

        Assert.Contains(rule, clash, StringComparison.Ordinal);
        Assert.Contains($"'{there}'", clash, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("docs/a.txt", "docs/b.txt")]
    [InlineData("a/b", "a.b")]
    [InlineData("ab/c", "a/bc")]
    public void What_every_system_keeps_apart_and_what_is_put_in_its_own_place_is_let_in(string there, string added) =>
        Assert.Null(new PathClashes([there]).Add(added));

    [Fact]
    public void Those_that_were_added_count_for_the_next()
    {
        var clashes = new PathClashes([]);

        Assert.Null(clashes.Add("docs/a"));
        Assert.NotNull(clashes.Add("DOCS/b"));
    }
}
