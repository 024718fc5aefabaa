using Dashboard.Checks.Licences;
using static Dashboard.Tests.Checks.Licences.LicenceSamples;

namespace Dashboard.Tests.Checks.Licences;

public class ApacheHeaderTests
{
    [Theory]
    [InlineData("# ")]
    [InlineData(" * ")]
    [InlineData("// ")]
    [InlineData("-- ")]
    [InlineData("REM ")]
    [InlineData("@rem ")]
    [InlineData("dnl ")]
    [InlineData(";; ")]
    [InlineData("")]
    public void Comment_marks_do_not_count(string mark) =>
        Assert.Equal(HeaderMatch.Exact, Match("#!/bin/sh\n" + Commented(Header, mark) + "\ncode();\n"));

    [Fact]
    public void Case_white_space_and_https_do_not_count() =>
        Assert.Equal(
            HeaderMatch.Exact,
            Match("/*" + Header.ToUpperInvariant().Replace("HTTP:", "https:", StringComparison.Ordinal).Replace("\n", "\r\n\t", StringComparison.Ordinal) + "*/"));

    [Fact]
    public void A_header_on_one_line_is_the_header() =>
        Assert.Equal(HeaderMatch.Exact, Match($"<!-- {Header.ReplaceLineEndings(" ")} -->"));

    [Fact]
    public void A_file_without_a_header_has_none() =>
        Assert.Equal(HeaderMatch.None, Match("package example;\n\npublic class Example { String license = null; }\n"));

    [Fact]
    public void The_header_for_others_is_told_apart() =>
        Assert.Equal(HeaderMatch.ThirdParty, Match(Commented(ThirdPartyHeader, "// ")));

    [Fact]
    public void A_missing_word_is_named_with_its_line()
    {
        var comparison = Compare(Commented(Header.Replace("either express or", "either express", StringComparison.Ordinal), "# "));

        Assert.Equal(HeaderMatch.Near, comparison.Match);
        Assert.Equal(new WordEdit(14, "or", "", "express"), Assert.Single(comparison.Edits));
        Assert.Equal("line 14: \"or\" is missing after \"express\"", comparison.Edits[0].Describe());
    }

    [Fact]
    public void A_changed_word_is_named_with_what_it_should_be()
    {
        var comparison = Compare(Commented(Header.Replace("WARRANTIES", "GUARANTEES", StringComparison.Ordinal), "# "));

        Assert.Equal(HeaderMatch.Near, comparison.Match);
        Assert.Equal("line 13: \"GUARANTEES\" should be \"warranties\"", Assert.Single(comparison.Edits).Describe());
    }

    [Fact]
    public void A_doubled_word_is_named()
    {
        var comparison = Compare(Commented(Header.Replace("to in writing", "to in in writing", StringComparison.Ordinal), "# "));

        Assert.Equal(HeaderMatch.Near, comparison.Match);
        Assert.Equal(("", "in"), (Assert.Single(comparison.Edits).Expected, comparison.Edits[0].Actual));
    }

    [Fact]
    public void Each_single_word_that_is_left_out_is_found()
    {
        var words = Header.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var left = 0; left < words.Length; left++)
        {
            var comparison = Compare(string.Join(' ', words.Where((_, index) => index != left)));

            Assert.True(comparison.Match == HeaderMatch.Near && comparison.Edits.Count > 0, $"without \"{words[left]}\": {comparison.Match}");
        }
    }

    [Fact]
    public void A_header_cut_off_in_its_middle_is_not_merely_missing() =>
        Assert.Equal(HeaderMatch.Near, Match(Header[..Header.IndexOf("WITHOUT", StringComparison.Ordinal)]));

    [Fact]
    public void A_text_that_only_mentions_the_foundation_is_no_header() =>
        Assert.Equal(HeaderMatch.None, Match("This license page lists what the Apache Software Foundation publishes.\n"));

    [Fact]
    public void A_hostile_text_of_repeated_header_words_is_compared_in_bounded_work() =>
        Assert.Equal(HeaderMatch.None, Match(string.Concat(Enumerable.Repeat("license the Apache Software Foundation the ASF licenses ", 2000))));

    private static HeaderComparison Compare(string text) => ApacheHeader.Compare(Bytes(text));

    private static HeaderMatch Match(string text) => Compare(text).Match;
}
