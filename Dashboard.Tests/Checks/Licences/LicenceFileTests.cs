using Dashboard.Checks.Licences;
using static Dashboard.Tests.Checks.Licences.LicenceSamples;

namespace Dashboard.Tests.Checks.Licences;

public class LicenceFileTests
{
    [Fact]
    public void The_licence_is_accepted() => Assert.Null(LicenceFile.Examine(Bytes(Licence)));

    [Fact]
    public void Anything_may_follow_the_licence() => Assert.Null(LicenceFile.Examine(Bytes(Licence + "\n\nThis product bundles jQuery (MIT).\n")));

    [Fact]
    public void White_space_line_ends_and_https_do_not_count() =>
        Assert.Null(LicenceFile.Examine(Bytes("\uFEFF\n\n" + Licence.ReplaceLineEndings("\r\n  ").Replace("http://", "https://", StringComparison.Ordinal))));

    [Fact]
    public void The_appendix_may_be_left_out() =>
        Assert.Null(LicenceFile.Examine(Bytes(Licence[..Licence.IndexOf("   APPENDIX", StringComparison.Ordinal)])));

    [Fact]
    public void A_changed_word_is_shown_as_a_difference()
    {
        var problem = LicenceFile.Examine(Bytes(Licence.Replace("royalty-free, irrevocable", "royalty-free, revocable", StringComparison.Ordinal)));

        Assert.Equal("is not word for word the Apache License 2.0", problem?.Problem);
        Assert.Contains("+ worldwide, non-exclusive, no-charge, royalty-free, revocable", problem?.Difference, StringComparison.Ordinal);
        Assert.Contains("- worldwide, non-exclusive, no-charge, royalty-free, irrevocable", problem?.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_before_the_licence_is_named() =>
        Assert.Equal("holds the Apache License 2.0, but something stands before it", LicenceFile.Examine(Bytes("Example is licensed so:\n" + Licence))?.Problem);

    [Fact]
    public void Another_licence_is_named_without_a_difference()
    {
        var problem = LicenceFile.Examine(Bytes(Mit));

        Assert.Equal(("does not begin with the text of the Apache License 2.0", ""), (problem?.Problem, problem?.Difference));
    }

    [Fact]
    public void A_file_that_is_not_text_says_so() =>
        Assert.Equal("is not a text file", LicenceFile.Examine(new byte[] { 0x50, 0x4B, 0, 0, 1 })?.Problem);

    [Fact]
    public void A_licence_cut_off_is_no_licence() => Assert.NotNull(LicenceFile.Examine(Bytes(Licence[..(Licence.Length / 2)])));

    private static string Licence { get; } = ReadLicence();

    private static string ReadLicence()
    {
        using var reader = new StreamReader(typeof(LicenceFile).Assembly.GetManifestResourceStream("Apache-2.0.txt")!);
        return reader.ReadToEnd();
    }
}
