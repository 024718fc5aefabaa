using System.Text;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;
using Org.BouncyCastle.Bcpg;

namespace Dashboard.Tests.Checks;

public sealed class KeyRingTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly TestKey _key = TestKey.Ed25519();
    private readonly TestKey _other = TestKey.Ed25519();

    [Fact]
    public void A_key_tells_its_facts()
    {
        var ring = KeyRing.Parse(TestKey.Armor(
            "PUBLIC KEY BLOCK",
            _key.KeyPacket,
            TestKey.UserIdPacket("Second <b@example.org>"),
            _key.CertifyUserId("Second <b@example.org>", new Signing { Uses = TestKey.Sign, KeyLives = 10 * Year }),
            TestKey.UserIdPacket("First <a@example.org>"),
            _key.CertifyUserId("First <a@example.org>", new Signing { Uses = TestKey.Sign, KeyLives = 10 * Year, At = TestKey.Born.AddDays(1), Hashed = hashed => hashed.SetPrimaryUserId(false, true) })));

        var key = Assert.Single(ring.Keys);
        Assert.Empty(ring.Problems);
        Assert.Equal((_key.Fingerprint, _key.KeyId, 22, 255), (key.Fingerprint, key.KeyId, key.Algorithm, key.Bits));
        Assert.Equal((TestKey.Born, TestKey.Born + 10 * Year, TestKey.Born.AddDays(1)), (key.Created, key.Expires!.Value, key.LatestSelfSignature!.Value));
        Assert.Equal("First <a@example.org>", key.PrimaryUserId);
        Assert.Equal(["Second <b@example.org>"], key.OtherUserIds);
        Assert.True(key.CanSign);
        Assert.Null(key.Revocation);
    }

    [Fact]
    public void A_KEYS_file_with_free_text_gives_its_keys_in_order()
    {
        var text = $"\uFEFFThis file contains the PGP keys: of J\u00F6rg.\n\npub   ed25519 2020-01-01\n\n{_key.ToKeys("A")}\r\n---\n\tgpg --import KEYS\n{_other.ToKeys("B").ReplaceLineEndings("\r\n")}";

        var ring = KeyRing.Parse(text);

        Assert.Equal(["A", "B"], ring.Keys.Select(key => key.PrimaryUserId));
        Assert.Empty(ring.Problems);
    }

    [Fact]
    public void A_block_may_hold_several_keys()
    {
        var ring = KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", [.. _key.Usual("A"), .. _other.Usual("B")]));

        Assert.Equal(["A", "B"], ring.Keys.Select(key => key.PrimaryUserId));
    }

    [Fact]
    public void Binary_keys_are_read()
    {
        var ring = KeyRing.Parse(_key.Usual("A").SelectMany(packet => packet).ToArray().AsSpan());

        Assert.Equal("A", Assert.Single(ring.Keys).PrimaryUserId);
    }

    [Fact]
    public void A_broken_block_is_reported_and_the_others_are_kept()
    {
        var good = _key.ToKeys("A");
        var cut = TestKey.Armor("PUBLIC KEY BLOCK", [.. _other.Usual("B").SelectMany(packet => packet).SkipLast(3)]);

        var ring = KeyRing.Parse($"{cut}{good}-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nno end");

        Assert.Equal("A", Assert.Single(ring.Keys).PrimaryUserId);
        Assert.Equal([1, cut.Count(sign => sign == '\n') + good.Count(sign => sign == '\n') + 1], ring.Problems.Select(problem => problem.Line));
        Assert.Contains("is cut off", ring.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_is_reported()
    {
        var ring = KeyRing.Parse("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n");

        Assert.Contains("private key: it must be revoked", Assert.Single(ring.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_a_key_are_one_with_what_both_say()
    {
        var extended = TestKey.Armor(
            "PUBLIC KEY BLOCK", _key.KeyPacket, TestKey.UserIdPacket("A"), _key.CertifyUserId("A", new Signing { Uses = TestKey.Sign, At = TestKey.Born + Year, KeyLives = 30 * Year }));
        var revoked = TestKey.Armor("PUBLIC KEY BLOCK", [_key.KeyPacket, _key.Revoke(), .. _key.Usual("A")[1..]]);

        var key = Assert.Single(KeyRing.Parse(_key.ToKeys("A") + extended + revoked).Keys);

        Assert.Equal(TestKey.Born + 30 * Year, key.Expires);
        Assert.NotNull(key.Revocation);
        Assert.Empty(key.OtherUserIds);
    }

    [Fact]
    public void The_armored_text_is_the_key_again()
    {
        var subkey = TestKey.Ed25519();
        var ring = KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", [.. _key.Usual("A"), subkey.SubkeyPacket, _key.Bind(subkey), .. _other.Usual("B")]));

        var again = KeyRing.Parse(ring.Keys[0].ArmoredText);

        var key = Assert.Single(again.Keys);
        Assert.Equal((_key.Fingerprint, "A"), (key.Fingerprint, key.PrimaryUserId));
        Assert.True(Assert.Single(key.Subkeys).CanSign);
        Assert.Equal(ring.Keys[0].ArmoredText, key.ArmoredText);
    }

    [Fact]
    public void BouncyCastle_reads_the_armored_text()
    {
        var text = Assert.Single(KeyRing.Parse(_key.ToKeys("A")).Keys).ArmoredText;

        using var armor = new ArmoredInputStream(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        var ring = new Org.BouncyCastle.Bcpg.OpenPgp.PgpPublicKeyRing(armor);

        Assert.Equal(_key.Fingerprint, Convert.ToHexStringLower(ring.GetPublicKey().GetFingerprint()));
    }

    [Fact]
    public void A_user_id_that_the_key_did_not_certify_is_left_out()
    {
        var keys = TestKey.Armor(
            "PUBLIC KEY BLOCK",
            [.. _key.Usual("A"), TestKey.UserIdPacket("Chair <chair@apache.org>"), _other.CertifyUserId("Chair <chair@apache.org>", of: _key), TestKey.UserIdPacket("Bare <bare@apache.org>")]);

        var key = Assert.Single(KeyRing.Parse(keys).Keys);

        Assert.Equal("A", key.PrimaryUserId);
        Assert.Empty(key.OtherUserIds);
    }

    [Fact]
    public void A_revoked_user_id_is_left_out_until_it_is_certified_again()
    {
        byte[][] revoked = [.. _key.Usual("A"), .. _key.Usual("B")[1..], _key.RevokeUserId("B", new Signing { At = TestKey.Born + Year })];
        byte[][] again = [.. revoked, _key.CertifyUserId("B", new Signing { Uses = TestKey.Sign, At = TestKey.Born + 2 * Year })];

        var before = Assert.Single(KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", revoked)).Keys);
        var after = Assert.Single(KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", again)).Keys);

        Assert.Equal(("A", 0), (before.PrimaryUserId, before.OtherUserIds.Count));
        Assert.Equal(("B", 1), (after.PrimaryUserId, after.OtherUserIds.Count));
    }

    [Fact]
    public void A_strangers_expiry_does_not_count()
    {
        var keys = TestKey.Armor("PUBLIC KEY BLOCK", [.. _key.Usual("A"), _other.CertifyUserId("A", new Signing { KeyLives = Year, At = TestKey.Born + Year }, _key)]);

        Assert.Null(Assert.Single(KeyRing.Parse(keys).Keys).Expires);
    }

    [Fact]
    public void A_direct_signature_that_only_names_a_revoker_does_not_end_the_expiry()
    {
        var direct = _key.SignDirectly(new Signing { At = TestKey.Born + Year, Hashed = hashed => hashed.AddRevocationKey(true, PublicKeyAlgorithmTag.EdDsa_Legacy, _other.PublicKey.GetFingerprint()) });
        var keys = TestKey.Armor(
            "PUBLIC KEY BLOCK", _key.KeyPacket, direct, TestKey.UserIdPacket("A"), _key.CertifyUserId("A", new Signing { Uses = TestKey.Sign, KeyLives = 2 * Year }));

        var key = Assert.Single(KeyRing.Parse(keys).Keys);

        Assert.Equal(TestKey.Born + 2 * Year, key.Expires);
        Assert.Equal(TestKey.Born + Year, key.LatestSelfSignature);
    }

    [Fact]
    public void A_designated_revoker_may_revoke()
    {
        var direct = _key.SignDirectly(new Signing { Hashed = hashed => hashed.AddRevocationKey(true, PublicKeyAlgorithmTag.EdDsa_Legacy, _other.PublicKey.GetFingerprint()) });
        var keys = TestKey.Armor("PUBLIC KEY BLOCK", [_key.KeyPacket, direct, _other.Revoke(of: _key), .. _key.Usual("A")[1..]]);

        var alone = Assert.Single(KeyRing.Parse(keys).Keys);
        var together = KeyRing.Parse(keys + _other.ToKeys("B")).Keys;

        Assert.Null(alone.Revocation);
        Assert.NotNull(together[0].Revocation);
    }

    [Fact]
    public void A_revocation_in_a_block_of_its_own_counts()
    {
        var revocation = _key.Revoke(new Signing { At = TestKey.Born + Year, Hashed = hashed => hashed.SetRevocationReason(false, RevocationReasonTag.KeyRetired, "left") });

        var ring = KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", revocation) + _key.ToKeys("A"));

        Assert.Equal(new KeyRevocation(TestKey.Born + Year, "it was retired"), Assert.Single(ring.Keys).Revocation);
        Assert.Empty(ring.Problems);
    }

    [Fact]
    public void A_compromise_is_not_softened_by_a_retirement()
    {
        byte[] Revocation(RevocationReasonTag reason) => _key.Revoke(new Signing { Hashed = hashed => hashed.SetRevocationReason(false, reason, string.Empty) });
        var keys = TestKey.Armor("PUBLIC KEY BLOCK", [_key.KeyPacket, Revocation(RevocationReasonTag.KeyRetired), Revocation(RevocationReasonTag.KeyCompromised), .. _key.Usual("A")[1..]]);

        Assert.Equal("it was compromised", Assert.Single(KeyRing.Parse(keys).Keys).Revocation!.Reason);
    }
}
