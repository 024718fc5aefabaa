using Dashboard.Features.Keys;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Keys;

public sealed class KeySearchTests
{
    private static readonly KeyRow[] Keys =
    [
        Row("aabbccdd", "Jane Doe <jane@example.org>", "Jane <jd@example.net>"),
        Row("11223344", "Alex <alex@example.org>"),
        Row("55667788", null),
    ];

    [Theory]
    [InlineData(null, 3)]
    [InlineData(" ", 3)]
    [InlineData("jane", 1)]
    [InlineData("doe JANE", 1)]
    [InlineData("example.net", 1)]
    [InlineData("example.org", 2)]
    [InlineData("AABB CCDD", 1)]
    [InlineData("0x5566", 1)]
    [InlineData("jane alex", 0)]
    public void Keys_are_found_by_their_words_and_digits(string? search, int count)
    {
        Assert.Equal(count, KeySearch.Narrow(Keys, search).Count);
    }

    private static KeyRow Row(string fingerprint, string? userId, params string[] others) =>
        new(fingerprint, userId, others, "RSA", 4096, Any.Now, null, null, true, false, []);
}
