using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Features.Keys;

/// <summary>
/// Keeps the last ring of each committee: reading one means verifying every signature in it, which takes seconds for hundreds of keys. A ring
/// is found by what it was read from, so that it is never out of date.
/// </summary>
public sealed class KeyRings
{
    private readonly ConcurrentDictionary<string, (string Hash, KeyRing Ring)> _rings = new(StringComparer.Ordinal);

    /// <param name="texts">The armored texts of the committee's keys, always in the same order.</param>
    public KeyRing Of(string committeeName, IReadOnlyList<string> texts)
    {
        var files = texts.Select(Encoding.UTF8.GetBytes).ToList();
        var hash = HashOf(files);
        if (_rings.TryGetValue(committeeName, out var kept) && kept.Hash == hash)
        {
            return kept.Ring;
        }

        var ring = KeyRing.Parse(files);
        _rings[committeeName] = (hash, ring);
        return ring;
    }

    private static string HashOf(IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // Every text ends with the line of its END: none can run into the next.
            hash.AppendData(file);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
