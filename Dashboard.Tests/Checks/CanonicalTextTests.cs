using System.Security.Cryptography;
using Dashboard.Checks.Digests;

namespace Dashboard.Tests.Checks;

/// <summary>
/// The canonical text of text-mode signatures is GnuPG's, on 10,000 inputs rich in CR, LF, NUL, tabs and blanks. The expected digests are of what
/// GnuPG 2.2.40 made of the same inputs: <c>gpg --textmode --compress-level 0 --store</c>, of which the literal data was taken.
/// </summary>
public sealed class CanonicalTextTests
{
    private const int InputsPerDigest = 100;

    /// <summary>The first 16 digits of the SHA-256 of the SHA-256 of 100 canonical texts each.</summary>
    private static readonly string[] Expected =
    [
        "89c7128c8a75da02", "a5c9671465a57ef3", "6f1ef95a0dd31d64", "f7efc7a326523fc1", "dc104c26a4ef5921", "b9cece00d271754d", "375df09adc5cddd4", "a051c031b6ef2a86",
        "b02f4e0cc3d50c0a", "3122fe641b422926", "ec6e7465221e0823", "9452953974dc7a08", "be4d545ec4d63acf", "ccc51df7524032f1", "0dc46c0ef903ce01", "2d072a0d186ae793",
        "c35cf73549ddbe27", "c955e30b817a08a7", "5f65c1b82098d6a0", "5b57ce46c95a00b4", "ac6cba2043c555cf", "84ddd25142bf678b", "6b0e093273d4b916", "4e651c76c0707cea",
        "e39295e3061adeb2", "b92494741fdf46e3", "2a3b3e3b8a8448ae", "eb9d1230ac3242d6", "7dec53d5c912dc7e", "883907000f030402", "05abeac21f32744a", "a02cfe8138071678",
        "33f088abae71d908", "62c25f5572c55f7b", "106eaec736d0d163", "ac1ee93afa82ce47", "8f722cead56fe066", "23065f504599463f", "3a95063b7c7031e9", "d76d1b5a5d944d49",
        "fb01c5ae74d7f787", "9f57ff14d65d59c5", "9c0a4c8cba7debc5", "0c92694be6a28f97", "c24cd9e3a37dacdb", "107de89885a1329e", "04bad8e1002d5851", "7e328fb4074560c5",
        "e8063f3f9ec9a28a", "7641d31408e963ff", "60b87e3e98b20afd", "dbc4e3bc8863a191", "a558a9d70d977037", "fec354bcd3cf8b5d", "f00b62f444ff974b", "a96e9da070ac5d8d",
        "894a5c96246c8a0f", "c6a75e9a169fed4c", "70d63d687901c66c", "10519a1bdb65000a", "5a5ee2a47b23add1", "ddfda8334e523bfb", "23dae748077c3c58", "8ed614b2be9e1c5c",
        "38819265550a38a9", "a741a683174a6677", "a6dbb7053b723978", "5dff68976c693956", "e590ec2c7241f1dd", "839afd1f368f69ec", "d2ab9a1c1a8a92af", "69dedc4f32d25206",
        "4cfc0a1d82d2ca6e", "ff2571e02993794d", "c4e9e486afbcd91b", "980cd14a6d9e09f2", "e05d03b2ad57e79f", "2dfe20f305840a1e", "348be1dc0e671a97", "6d1f257eb6c9b560",
        "cc1da52a52acdf38", "e5be97522e45ef0d", "f8d40234968e9c75", "c9df961d6c97ef53", "e55e04d054567e75", "a7624b2947bcc82d", "4972e64a18d5845d", "d76e7a7d741b47e9",
        "6d1ecb4ee8696dab", "1efeec57fdf9acd2", "d279da8fa2547932", "c23e4178158f7f6e", "80942c756e06d1d3", "6be166af52ea98b2", "f988067c81845028", "560dd26020c3336e",
        "89ca6af31e8c9275", "8fb36877532e4e61", "78be0896906a0f98", "23b83ddc15c90453",
    ];

    private ulong _state = 20261127;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(3)]
    [InlineData(1)]
    public void Ten_thousand_inputs_are_hashed_as_GnuPG_hashes_them(int piece)
    {
        var actual = new List<string>();
        for (var group = 0; group < Expected.Length; group++)
        {
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var input = 0; input < InputsPerDigest; input++)
            {
                all.AppendData(Digest(Next(), piece));
            }

            actual.Add(Convert.ToHexStringLower(all.GetHashAndReset())[..16]);
        }

        Assert.Equal(Expected, actual);
    }

    [Fact]
    public void A_run_that_is_longer_than_what_is_held_is_hashed_as_it_is()
    {
        var runs = Enumerable.Range(0, 200_000).Select(at => at % 2 == 0 ? (byte)'\r' : (byte)0).ToArray();

        Assert.Equal(SHA256.HashData([.. runs, (byte)'x']), Digest([.. runs, (byte)'x'], int.MaxValue));
    }

    private static byte[] Digest(byte[] input, int piece)
    {
        using var digest = new CanonicalTextDigest(RunningDigest.Start(DigestAlgorithm.Sha256));
        for (var at = 0; at < input.Length; at += Math.Min(piece, input.Length - at))
        {
            digest.Append(input.AsSpan(at, Math.Min(piece, input.Length - at)));
        }

        return digest.Finish();
    }

    /// <summary>The generator of the inputs that GnuPG was given.</summary>
    private byte[] Next()
    {
        var alphabet = "\r\r\r\n\n \t\taZ.\0"u8;
        var input = new byte[Random(40)];
        for (var at = 0; at < input.Length; at++)
        {
            input[at] = Random(14) switch { 12 => 0xFF, 13 => (byte)'-', var index => alphabet[index] };
        }

        return input;
    }

    private int Random(int below)
    {
        _state = unchecked(_state * 6364136223846793005 + 1442695040888963407);
        return (int)((_state >> 33) % (ulong)below);
    }
}
