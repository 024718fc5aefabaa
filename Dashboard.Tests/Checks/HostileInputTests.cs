using System.Text;
using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Tests.Checks.Support;

namespace Dashboard.Tests.Checks;

public sealed class HostileInputTests
{
    // Fixed: a failure can be repeated.
    private readonly Random _random = new(20260101);
    private readonly TestKey _key = TestKey.Ed25519();
    private readonly TestKey _subkey = TestKey.Ed25519();

    [Fact]
    public async Task A_spoiled_signature_is_never_an_exception()
    {
        var ring = KeyRing.Parse(Keys().AsSpan());
        var binary = _subkey.SignContent(Checking.Artifact);
        var armored = Encoding.ASCII.GetBytes(TestKey.Armor("SIGNATURE", binary));

        for (var round = 0; round < 1500; round++)
        {
            foreach (var companion in new[] { Spoil(binary), Spoil(armored) })
            {
                var findings = await Checking.CompanionAsync(companion, "asc", ring);

                Assert.NotEmpty(findings);
                Assert.All(findings, finding => Assert.True(finding.Status != FindingStatus.Exception, $"{Convert.ToBase64String(companion)}: {finding.Data?.GetValueOrDefault("exception")}"));
            }
        }
    }

    [Fact]
    public void A_spoiled_key_is_never_an_exception_and_never_says_more_than_it_signed()
    {
        var keys = Keys();

        for (var round = 0; round < 1500; round++)
        {
            var ring = KeyRing.Parse(Spoil(keys).AsSpan());

            // A user id or a subkey that counts was signed as it stands: a spoiled one can only be gone.
            Assert.All(ring.Keys.Where(key => key.IsValid), key => Assert.Equal((_key.Fingerprint, "Jane <jane@example.org>"), (key.Fingerprint, key.PrimaryUserId)));
            Assert.All(ring.Keys.SelectMany(key => key.Subkeys).Where(subkey => subkey.CanSign), subkey => Assert.Equal(_subkey.Fingerprint, subkey.Fingerprint));
        }
    }

    [Fact]
    public async Task A_spoiled_digest_file_is_never_an_exception()
    {
        var digest = Encoding.UTF8.GetBytes($"SHA512 (apache-test-1.0.rar) = {new string('a', 128)}\napache-test-1.0.rar: {new string('B', 64)}\n  {new string('C', 64)}\n");

        for (var round = 0; round < 1500; round++)
        {
            var findings = await Checking.CompanionAsync(Spoil(digest), "sha512", KeyRing.Empty);

            Assert.All(findings, finding => Assert.NotEqual(FindingStatus.Exception, finding.Status));
        }
    }

    public static TheoryData<string, byte[]> Monsters => new()
    {
        { "a packet of 4 GiB", [0xC2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 4] },
        { "a key of 4 GiB", [0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 4] },
        { "a packet in pieces", [0xC2, 0xEA, 4] },
        { "an old packet without end", [0x8B, 4] },
        { "subpackets of 4 GiB", [0xC2, 14, 4, 0, 1, 10, 0, 6, 255, 255, 255, 255, 255, 2, 0, 0] },
        { "a version 6 signature with 4 GiB of subpackets", [0xC2, 8, 6, 0, 27, 10, 255, 255, 255, 255] },
        { "a version 6 key of 4 GiB", [0xC6, 10, 6, 0, 0, 0, 0, 27, 255, 255, 255, 255] },
        { "a number of 65535 bits", [0xC6, 10, 4, 0, 0, 0, 0, 1, 255, 255, 1, 1] },
        { "an object identifier of nothing", [0xC6, 8, 4, 0, 0, 0, 0, 19, 0, 0] },
        { "an object identifier without end", [0xC6, 10, 4, 0, 0, 0, 0, 19, 3, 255, 255, 255] },
        { "an empty signature", [0xC2, 0] },
        { "an empty key", [0xC6, 0] },
        { "an empty user id before any key", [0xCD, 0] },
    };

    [Theory]
    [MemberData(nameof(Monsters))]
    public async Task A_length_that_lies_costs_no_memory(string what, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ring = KeyRing.Parse(bytes.AsSpan());
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var findings = await Checking.CompanionAsync(bytes, "asc", KeyRing.Empty);

        Assert.True(allocated < 1_000_000, $"{what}: {allocated} bytes");
        Assert.Empty(ring.Keys);
        Assert.All(findings, finding => Assert.Equal(FindingStatus.Blocker, finding.Status));
    }

    [Fact]
    public async Task A_thousand_signatures_do_not_cost_a_thousand_digests()
    {
        var asc = TestKey.Armor("SIGNATURE", [.. Enumerable.Repeat(_key.SignContent(Checking.Artifact), 1000)]);

        var finding = Assert.Single(await Checking.SignatureAsync(asc, _key.ToKeys()));

        Assert.Contains("more than 16", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_inside_a_signature_inside_a_signature_is_not_followed()
    {
        byte[] nested = [4, 0x19, 22, 10, 0, 0, 0, 0, 0, 0];
        for (var depth = 0; depth < 2000 && nested.Length < 60_000; depth++)
        {
            byte[] subpacket = [255, .. BigEndian(nested.Length + 1, 4), 32, .. nested];
            nested = [4, 0x18, 22, 10, .. BigEndian(subpacket.Length, 2), .. subpacket, 0, 0, 0, 0];
        }

        var ring = KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", [.. _key.Usual(), _subkey.SubkeyPacket, [0xC2, 0xFF, .. BigEndian(nested.Length, 4), .. nested]]));

        Assert.False(Assert.Single(Assert.Single(ring.Keys).Subkeys).IsBound);
    }

    [Fact]
    public void Ten_thousand_signatures_of_strangers_do_not_spoil_a_key()
    {
        var foreign = TestKey.Ed25519().CertifyUserId("Jane <jane@example.org>", of: _key);
        byte[][] packets = [.. _key.Usual(), .. Enumerable.Range(0, 10_000).Select(index => Changed(foreign, index))];

        var ring = KeyRing.Parse(TestKey.Armor("PUBLIC KEY BLOCK", packets));

        Assert.True(Assert.Single(ring.Keys).IsValid);
    }

    private byte[] Keys() => [.. _key.Usual().Concat([_subkey.SubkeyPacket, _key.Bind(_subkey)]).SelectMany(packet => packet)];

    private byte[] Spoil(byte[] bytes)
    {
        var spoiled = bytes.ToArray();
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            spoiled[_random.Next(spoiled.Length)] = (byte)_random.Next(256);
        }

        return _random.Next(4) == 0 ? spoiled[.._random.Next(spoiled.Length)] : spoiled;
    }

    private static byte[] Changed(byte[] packet, int number)
    {
        var changed = packet.ToArray();
        BigEndian(number, 4).CopyTo(changed, changed.Length - 4);
        return changed;
    }

    private static byte[] BigEndian(int value, int bytes) =>
        [.. Enumerable.Range(0, bytes).Select(index => (byte)(value >> (8 * (bytes - 1 - index))))];
}
