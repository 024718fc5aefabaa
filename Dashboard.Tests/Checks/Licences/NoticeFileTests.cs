using Dashboard.Checks.Licences;
using static Dashboard.Tests.Checks.Licences.LicenceSamples;

namespace Dashboard.Tests.Checks.Licences;

public class NoticeFileTests
{
    private const string Good =
        """
        Apache Example
        Copyright 2012-2026 The Apache Software Foundation

        This product includes software developed at
        The Apache Software Foundation (https://www.apache.org/).
        """;

    [Fact]
    public void A_complete_notice_has_no_problem() => Assert.Empty(NoticeFile.Examine(Bytes(Good)));

    [Fact]
    public void Other_notices_may_follow() => Assert.Empty(NoticeFile.Examine(Bytes(Good + "\n\nThis product bundles X, Copyright 2001 Y.\n")));

    [Theory]
    [InlineData("Apache Example", "Example", "first line must name the product")]
    [InlineData("2012-2026 The Apache", "The Apache", "Copyright YYYY")]
    [InlineData("developed at", "written at", "includes software developed at")]
    [InlineData("(https://www.apache.org/)", "", "includes software developed at")]
    public void Each_missing_line_is_named(string present, string instead, string problem) =>
        Assert.Contains(problem, Assert.Single(NoticeFile.Examine(Bytes(Good.Replace(present, instead, StringComparison.Ordinal)))), StringComparison.Ordinal);

    [Fact]
    public void An_empty_notice_lacks_everything() => Assert.Equal(3, NoticeFile.Examine(Bytes("\n")).Count);

    [Fact]
    public void A_notice_that_is_not_UTF_8_says_so() => Assert.Contains("UTF-8", Assert.Single(NoticeFile.Examine(new byte[] { 0x41, 0xE4, 0x0A })), StringComparison.Ordinal);
}
