using Dashboard.Features.Projects;

namespace Dashboard.Tests.Features.Projects;

public sealed class ProjectSearchTests
{
    private static readonly ProjectList List = new(
        [
            new(new("tooling", "Tooling"), "Tooling", 0, [Row("widget", "Turns things"), Row("gadget")]),
            new(new("logging"), "logging", 0, [Row("log4j")]),
        ],
        [Row("stray")]);

    [Theory]
    [InlineData(null, "widget gadget log4j stray")]
    [InlineData("  ", "widget gadget log4j stray")]
    [InlineData("WIDGET", "widget")]
    [InlineData("turns", "widget")]
    [InlineData("tooling", "widget gadget")]
    [InlineData("tooling gad", "gadget")]
    [InlineData("gad tooling", "gadget")]
    [InlineData("stray", "stray")]
    [InlineData("nothing", "")]
    public void Projects_are_found_by_their_words(string? search, string expected)
    {
        var found = ProjectSearch.Narrow(List, search);

        Assert.Equal(expected, string.Join(' ', found.Committees.SelectMany(c => c.Projects).Concat(found.WithoutCommittee).Select(p => p.Details.Name)));
    }

    private static ProjectRow Row(string name, string? description = null) => new(new(name, null, null, description), 0, null);
}
