using Dashboard.Checks.Licences;
using static Dashboard.Tests.Checks.Licences.LicenceSamples;

namespace Dashboard.Tests.Checks.Licences;

public class RatExcludesTests
{
    [Theory]
    [InlineData(".*\\.json", "conf/a.json", true)]
    [InlineData("*.json", "conf/a.json", true)]
    [InlineData("PKG-INFO", "PKG-INFO", true)]
    [InlineData("PKG-INFO", "sub/PKG-INFO", true)]
    [InlineData("docs/*", "docs/a.md", true)]
    [InlineData("node_modules", "ui/node_modules/x/y.js", true)]
    [InlineData("# PKG-INFO", "PKG-INFO", false)]
    [InlineData("a.b", "c/d", false)]
    public void Names_wildcards_and_regular_expressions_exclude(string line, string path, bool expected) =>
        Assert.Equal(expected, RatExcludes.Parse(Bytes($"# excludes\n{line}\n")).Matches(path));

    [Fact]
    public void A_lookaround_or_a_broken_expression_excludes_nothing_by_accident() =>
        Assert.False(RatExcludes.Parse(Bytes("(?=x)x\n((\n")).Matches("x"));
}
