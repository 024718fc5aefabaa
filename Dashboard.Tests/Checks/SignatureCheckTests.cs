using Dashboard.Checks;
using Dashboard.Tests.Checks.Support;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace Dashboard.Tests.Checks;

public sealed class SignatureCheckTests
{
    private static readonly byte[] Other = "Something else.\n"u8.ToArray();

    public static TheoryData<string> Algorithms => new("RSA", "Ed25519", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1", "brainpoolP512r1");

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_signature_of_a_known_key_is_good(string algorithm)
    {
        var key = Make(algorithm);

        var finding = Assert.Single(await Checking.SignatureAsync(key.SignToArmor(Checking.Artifact), key.ToKeys()));

        Assert.Equal((FindingStatus.Note, "good"), (finding.Status, finding.Verdict()));
        Assert.Equal(key.Fingerprint, finding.Data!["fingerprint"]);
        Assert.Equal(key.KeyId, finding.Data["keyId"]);
        Assert.Equal("Jane <jane@example.org>", finding.Data["userId"]);
        Assert.Equal("2020-01-01T00:00:00Z", finding.Data["signedAt"]);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_signature_over_something_else_is_wrong(string algorithm)
    {
        var key = Make(algorithm);

        var finding = Assert.Single(await Checking.SignatureAsync(key.SignToArmor(Other), key.ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "wrong"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_short_key_is_a_concern()
    {
        var rsa = TestKey.ShortRsa();
        var dsa = TestKey.Dsa();

        var findings = await Checking.SignatureAsync(
            rsa.SignToArmor(Checking.Artifact) + dsa.SignToArmor(Checking.Artifact, new Signing { Hash = HashAlgorithmTag.Sha256 }), rsa.ToKeys(), dsa.ToKeys());

        Assert.All(findings, finding => Assert.Equal((FindingStatus.Concern, "good"), (finding.Status, finding.Verdict())));
        Assert.All(findings, finding => Assert.Contains("only 1024 bits", finding.Message, StringComparison.Ordinal));
    }

    private static TestKey Make(string algorithm) => algorithm switch
    {
        "RSA" => TestKey.Rsa(),
        "Ed25519" => TestKey.Ed25519(),
        _ => TestKey.Ecdsa(algorithm),
    };
}
