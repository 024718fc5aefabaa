using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace Dashboard.Tests.Checks;

public sealed partial class SignatureCheckTests
{
    private static readonly byte[] Other = "Something else.\n"u8.ToArray();
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly TestKey _key = TestKey.Ed25519();
    private readonly TestKey _subkey = TestKey.Ed25519();

    public static TheoryData<string> Algorithms => new("RSA", "Ed25519", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1");

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

    [Theory]
    [InlineData(HashAlgorithmTag.Sha224)]
    [InlineData(HashAlgorithmTag.Sha256)]
    [InlineData(HashAlgorithmTag.Sha384)]
    [InlineData(HashAlgorithmTag.Sha512)]
    public async Task Every_digest_of_the_SHA_2_family_is_good(HashAlgorithmTag hash)
    {
        var key = TestKey.Rsa();

        var finding = Assert.Single(await Checking.SignatureAsync(key.SignToArmor(Checking.Artifact, new Signing { Hash = hash }), key.ToKeys()));

        Assert.Equal((FindingStatus.Note, "good"), (finding.Status, finding.Verdict()));
    }

    [Theory]
    [InlineData(HashAlgorithmTag.MD5, FindingStatus.Blocker)]
    [InlineData(HashAlgorithmTag.Sha1, FindingStatus.Concern)]
    [InlineData(HashAlgorithmTag.RipeMD160, FindingStatus.Concern)]
    public async Task A_weak_digest_is_told_apart(HashAlgorithmTag hash, FindingStatus expected)
    {
        var key = TestKey.Rsa();

        var finding = Assert.Single(await Checking.SignatureAsync(key.SignToArmor(Checking.Artifact, new Signing { Hash = hash }), key.ToKeys()));

        Assert.Equal((expected, "weak-hash"), (finding.Status, finding.Verdict()));
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

    [Fact]
    public async Task A_missing_key_is_named()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), TestKey.Ed25519().ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "missing-key"), (finding.Status, finding.Verdict()));
        Assert.Equal(_key.KeyId, finding.Data!["keyId"]);
        Assert.Contains(_key.KeyId.ToUpperInvariant(), finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_key_that_signed_in_time_blocks()
    {
        var keys = Keys(_key.KeyPacket, TestKey.UserIdPacket("J"), _key.CertifyUserId("J", new Signing { Uses = TestKey.Sign, KeyLives = Year }));

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal((FindingStatus.Blocker, "expired-key"), (finding.Status, finding.Verdict()));
        Assert.Contains("after it signed", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_had_expired_before_it_signed_blocks()
    {
        var keys = Keys(_key.KeyPacket, TestKey.UserIdPacket("J"), _key.CertifyUserId("J", new Signing { Uses = TestKey.Sign, KeyLives = Year }));

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact, new Signing { At = TestKey.Born + 2 * Year }), keys));

        Assert.Equal("expired-key", finding.Verdict());
        Assert.Contains("had expired", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_extended_is_good()
    {
        var keys = Keys(
            _key.KeyPacket,
            TestKey.UserIdPacket("J"),
            _key.CertifyUserId("J", new Signing { Uses = TestKey.Sign, KeyLives = 20 * Year, At = TestKey.Born + Year / 2 }),
            _key.CertifyUserId("J", new Signing { Uses = TestKey.Sign, KeyLives = Year }));

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("good", finding.Verdict());
    }

    [Fact]
    public async Task An_expired_signature_blocks()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact, new Signing { Lives = Year }), _key.ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "expired-signature"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_revoked_key_blocks()
    {
        var keys = Keys([_key.KeyPacket, _key.Revoke(), .. _key.Usual()[1..]]);

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal((FindingStatus.Blocker, "revoked-key"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_stranger_cannot_revoke_a_key()
    {
        var keys = Keys([_key.KeyPacket, TestKey.Ed25519().Revoke(of: _key), .. _key.Usual()[1..]]);

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("good", finding.Verdict());
    }

    [Fact]
    public async Task A_signature_older_than_its_key_blocks()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact, new Signing { At = TestKey.Born - Year }), _key.ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "wrong-time"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_signature_of_tomorrow_is_a_concern()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact, new Signing { At = Checking.Now.AddDays(1) }), _key.ToKeys()));

        Assert.Equal((FindingStatus.Concern, "wrong-time"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_text_signature_holds_whatever_the_line_ends()
    {
        var signature = _key.SignContent("one\r\ntwo\r\n"u8.ToArray(), null, PgpSignature.CanonicalTextDocument);
        var armor = Encoding.ASCII.GetBytes(TestKey.Armor("SIGNATURE", signature));
        var ring = KeyRing.Parse(_key.ToKeys());

        var unix = await Checking.CompanionAsync(armor, "asc", ring, "one\ntwo\n"u8.ToArray());
        var windows = await Checking.CompanionAsync(armor, "asc", ring, "one\r\ntwo\r\n"u8.ToArray());

        Assert.Equal(["good", "good"], unix.Concat(windows).Select(Checking.Verdict));
    }

    [Fact]
    public async Task Every_block_and_every_packet_is_reported()
    {
        var third = TestKey.Ed25519();
        var asc = TestKey.Armor("SIGNATURE", _key.SignContent(Checking.Artifact), _subkey.SignContent(Checking.Artifact)) + "\n" + third.SignToArmor(Checking.Artifact);

        var findings = await Checking.SignatureAsync(asc, _key.ToKeys("A"), _subkey.ToKeys("B"), third.ToKeys("C"));

        Assert.Equal(["A", "B", "C"], findings.Select(finding => finding.Data!["userId"]));
        Assert.Equal(["1 of 3", "2 of 3", "3 of 3"], findings.Select(finding => finding.Message[..6]));
    }

    [Fact]
    public async Task A_good_signature_does_not_excuse_a_wrong_one()
    {
        var findings = await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact) + _subkey.SignToArmor(Other), _key.ToKeys("A"), _subkey.ToKeys("B"));

        Assert.Equal([FindingStatus.Note, FindingStatus.Blocker], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_missing_key_beside_a_good_signature_is_a_concern()
    {
        var findings = await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact) + _key.SignToArmor(Checking.Artifact), _key.ToKeys());

        Assert.Equal([FindingStatus.Concern, FindingStatus.Note], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_binary_signature_is_verified_and_a_concern()
    {
        var findings = await Checking.CompanionAsync(_key.SignContent(Checking.Artifact), "asc", KeyRing.Parse(_key.ToKeys()));

        Assert.Equal([FindingStatus.Note, FindingStatus.Concern], findings.Select(finding => finding.Status));
    }

    [Fact]
    public async Task A_certification_is_no_signature_of_a_file()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(TestKey.Armor("SIGNATURE", _key.CertifyUserId("J")), _key.ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "not-detached"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_subpacket_that_must_be_understood_is_not_passed_over()
    {
        var signing = new Signing { Hashed = subpackets => subpackets.AddNotationData(true, true, "must@example.org", "yes") };

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact, signing), _key.ToKeys()));

        Assert.Equal((FindingStatus.Blocker, "unsupported"), (finding.Status, finding.Verdict()));
    }

    public static TheoryData<string, string, string> Strangers => new()
    {
        { "", "malformed", "is empty" },
        { "\n\n", "malformed", "is empty" },
        { "<html>404</html>", "malformed", "no \"-----BEGIN PGP SIGNATURE-----\"" },
        { "-----BEGIN PGP SIGNATURE-----\n\nnot base 64!\n-----END PGP SIGNATURE-----\n", "malformed", "line 3 that is no Base64" },
        { "-----BEGIN PGP SIGNATURE-----\n\niQEz\n", "malformed", "has no END line" },
        { "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n", "malformed", "is empty" },
        { "-----BEGIN PGP SIGNATURE-----\n\niQEzBAAB\n-----END PGP SIGNATURE-----\n", "malformed", "is cut off" },
        { "-----BEGIN PGP SIGNATURE-----\n\nwgIFAA==\n-----END PGP SIGNATURE-----\n", "unsupported", "version 5" },
        { "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n", "not-detached", "signature inside" },
        { "-----BEGIN PGP MESSAGE-----\n\nowEB\n-----END PGP MESSAGE-----\n", "not-detached", "an OpenPGP message" },
        { "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nowEB\n-----END PGP PUBLIC KEY BLOCK-----\n", "not-detached", "a public key" },
        { "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nowEB\n-----END PGP PRIVATE KEY BLOCK-----\n", "not-detached", "revoke the key" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task What_is_no_detached_signature_blocks_and_says_what_it_is(string companion, string verdict, string reason)
    {
        var finding = Assert.Single(await Checking.SignatureAsync(companion));

        Assert.Equal((FindingStatus.Blocker, verdict), (finding.Status, finding.Verdict()));
        Assert.Contains(reason, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_user_id_cannot_drive_a_terminal()
    {
        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), _key.ToKeys("\u001B]0;owned\u0007 \u202Etxt")));

        Assert.DoesNotContain(finding.Message + finding.Data!["userId"], sign => char.IsControl(sign) || sign == '\u202E');
    }

    private static string Keys(params byte[][] packets) => TestKey.Armor("PUBLIC KEY BLOCK", packets);

    private static TestKey Make(string algorithm) => algorithm switch
    {
        "RSA" => TestKey.Rsa(),
        "Ed25519" => TestKey.Ed25519(),
        _ => TestKey.Ecdsa(algorithm),
    };
}
