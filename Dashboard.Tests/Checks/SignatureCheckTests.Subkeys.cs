using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace Dashboard.Tests.Checks;

/// <summary>Which keys and subkeys may sign.</summary>
public sealed partial class SignatureCheckTests
{
    [Fact]
    public async Task A_bound_signing_subkey_is_good_and_names_its_primary()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("good", finding.Verdict());
        Assert.Equal((_subkey.Fingerprint, _key.Fingerprint), (finding.Data!["fingerprint"], finding.Data["primaryFingerprint"]));
    }

    [Fact]
    public async Task A_subkey_that_its_primary_did_not_bind_does_not_count()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, TestKey.Ed25519().Bind(_subkey)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal((FindingStatus.Blocker, "unusable-key"), (finding.Status, finding.Verdict()));
    }

    [Fact]
    public async Task A_subkey_without_its_back_signature_does_not_count()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey, hasBackSignature: false)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("unusable-key", finding.Verdict());
        Assert.Contains("taken it from somebody else", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subkey_that_somebody_adopted_still_counts_for_its_owner()
    {
        var thief = TestKey.Ed25519();
        var stolen = Keys([.. thief.Usual("Thief"), _subkey.SubkeyPacket, thief.Bind(_subkey, hasBackSignature: false)]);
        var owned = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), stolen, owned));

        Assert.Equal(("good", "Jane <jane@example.org>"), (finding.Verdict(), finding.Data!["userId"]));
    }

    [Fact]
    public async Task A_subkey_for_encryption_may_not_sign()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey, new Signing { Uses = TestKey.Encrypt })]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("unusable-key", finding.Verdict());
        Assert.Contains("not marked this subkey for signing", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_primary_key_for_certifying_may_not_sign()
    {
        var keys = Keys(_key.KeyPacket, TestKey.UserIdPacket("J"), _key.CertifyUserId("J", new Signing { Uses = TestKey.Certify }));

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("unusable-key", finding.Verdict());
    }

    [Fact]
    public async Task A_revoked_subkey_blocks()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey), _key.RevokeSubkey(_subkey)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("revoked-key", finding.Verdict());
    }

    [Fact]
    public async Task An_expired_subkey_blocks()
    {
        var keys = Keys([.. _key.Usual(), _subkey.SubkeyPacket, _key.Bind(_subkey, new Signing { Uses = TestKey.Sign, KeyLives = Year })]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("expired-key", finding.Verdict());
    }

    [Fact]
    public async Task A_subkey_of_a_revoked_primary_blocks()
    {
        var keys = Keys([_key.KeyPacket, _key.Revoke(), .. _key.Usual()[1..], _subkey.SubkeyPacket, _key.Bind(_subkey)]);

        var finding = Assert.Single(await Checking.SignatureAsync(_subkey.SignToArmor(Checking.Artifact), keys));

        Assert.Equal("revoked-key", finding.Verdict());
    }

    [Fact]
    public async Task A_key_that_has_not_certified_itself_does_not_count()
    {
        var keys = Keys(_key.KeyPacket, TestKey.UserIdPacket("J"), TestKey.Ed25519().CertifyUserId("J", of: _key));

        var finding = Assert.Single(await Checking.SignatureAsync(_key.SignToArmor(Checking.Artifact), keys));

        Assert.Equal((FindingStatus.Blocker, "unusable-key"), (finding.Status, finding.Verdict()));
        Assert.False(finding.Data!.ContainsKey("userId"));
    }
}
