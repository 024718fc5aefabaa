using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>
/// Verifies every signature of a detached .asc file over its artifact. One good signature does not excuse a wrong one; it does
/// soften one that cannot be relied on, because its key is missing or has expired, to a concern.
/// </summary>
/// <param name="content">The whole .asc.</param>
/// <param name="keys">The keys that may sign.</param>
/// <param name="nowUtc">When keys and signatures must be valid.</param>
public sealed class SignatureCheck(ReadOnlyMemory<byte> content, KeyRing keys, DateTime nowUtc) : IContentCheck
{
    /// <summary>The most signatures that one file may hold: each costs a digest of the whole artifact.</summary>
    public const int MaxSignatures = 16;

    private readonly List<SignatureResult?> _results = [];
    private readonly List<(int Index, SignaturePacket Signature, RunningDigest Digest)> _pending = [];

    /// <inheritdoc />
    public bool Begin(ContentDigests digests)
    {
        ArgumentNullException.ThrowIfNull(digests);
        var items = SignatureFile.Read(content);
        if (items.Count > MaxSignatures)
        {
            _results.Add(new SignatureResult(
                SignatureVerdict.Malformed, FindingStatus.Blocker, $"The file holds {items.Count} signatures; more than {MaxSignatures} are not looked at."));
            return false;
        }

        foreach (var (signature, problem) in items)
        {
            var known = problem ?? SignatureVerifier.BeforeDigest(signature!, keys);
            if (known is null)
            {
                _pending.Add((_results.Count, signature!, digests.Add(signature!.BeginDigest()!)));
            }

            _results.Add(known);
        }

        return _pending.Count > 0;
    }

    /// <inheritdoc />
    public IReadOnlyList<Finding> Finish()
    {
        foreach (var (index, signature, digest) in _pending)
        {
            _results[index] = SignatureVerifier.AfterDigest(signature, signature.FinishDigest(digest), keys, nowUtc);
        }

        var isSigned = _results.Exists(result => result!.IsGood);
        var findings = _results.Select((result, index) =>
            result!.ToFinding(_results.Count == 1 ? string.Empty : $"{index + 1} of {_results.Count}: ", isSigned)).ToList();
        if (_pending.Count > 0 && SignatureFile.IsBinary(content.Span))
        {
            findings.Add(new Finding(FindingStatus.Concern, "The signature is binary; an .asc must be ASCII-armored: sign with gpg --armor --detach-sign."));
        }

        return findings;
    }
}
