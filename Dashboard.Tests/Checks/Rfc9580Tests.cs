using System.Text;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Checks;

/// <summary>The sample key and signature of version 6 in RFC 9580, appendices A.3 and A.6.</summary>
public sealed class Rfc9580Tests
{
    private const string Certificate = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
        GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
        KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
        gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
        QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
        +eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
        BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
        j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
        I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private const string Signature = """
        -----BEGIN PGP SIGNATURE-----

        wpgGARsKAAAAKQWCY5ijYyIhBssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce6
        2azJAAAAAGk2IHZJX1AhiJD39eLuPBgiUU9wUA9VHYblySHkBONKU/usJ9BvuAqo
        /FvLFuGWMbKAdA+epq7V4HOtAPlBWmU8QOd6aud+aSunHQaaEJ+iTFjP2OMW0KBr
        NK2ay45cX1IVAQ==
        -----END PGP SIGNATURE-----
        """;

    private const string Text = "What we need from the grocery store:\n\n- tofu\n- vegetables\n- noodles\n";

    [Fact]
    public void A_key_of_version_6_is_valid_by_its_direct_signature()
    {
        var key = Assert.Single(KeyRing.Parse(Certificate).Keys);

        Assert.Equal("cb186c4f0609a697e4d52dfa6c722b0c1f1e27c18a56708f6525ec27bad9acc9", key.Fingerprint);
        Assert.Equal("cb186c4f0609a697", key.KeyId);
        Assert.True(key.CanSign);
        Assert.True(Assert.Single(key.Subkeys).IsBound);
    }

    [Fact]
    public async Task A_signature_of_version_6_is_good_over_its_text_and_wrong_over_another()
    {
        var ring = KeyRing.Parse(Certificate);

        var good = await Checking.CompanionAsync(Encoding.ASCII.GetBytes(Signature), "asc", ring, Encoding.ASCII.GetBytes(Text));
        var wrong = await Checking.CompanionAsync(Encoding.ASCII.GetBytes(Signature), "asc", ring, Encoding.ASCII.GetBytes(Text + "- beer\n"));

        Assert.Equal(("good", "wrong"), (Assert.Single(good).Verdict(), Assert.Single(wrong).Verdict()));
    }
}
