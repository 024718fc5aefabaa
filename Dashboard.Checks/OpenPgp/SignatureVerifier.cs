using System.Globalization;
using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>Verifies one signature of a file.</summary>
internal static class SignatureVerifier
{
    // ASF's release signing policy asks for at least this of RSA; DSA is as strong at the same size.
    private const int MinBits = 2048;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>What can be said without the file; null when the file is needed.</summary>
    public static SignatureResult? BeforeDigest(SignaturePacket signature, KeyRing keys)
    {
        var data = Describe(signature, null);
        if (signature.Type is not (SignatureType.Binary or SignatureType.Text))
        {
            return new SignatureResult(
                SignatureVerdict.NotDetached, FindingStatus.Blocker, $"The signature is of type 0x{(int)signature.Type:X2}, which is no signature of a file.", data);
        }

        if (signature.Created is null)
        {
            return new SignatureResult(SignatureVerdict.Malformed, FindingStatus.Blocker, "The signature does not say when it was made.", data);
        }

        if (signature.Hash is null)
        {
            return new SignatureResult(
                SignatureVerdict.Unsupported, FindingStatus.Blocker, $"The signature uses hash algorithm {signature.HashId}, which is not supported.", data);
        }

        if (signature.UnknownCritical is { } critical)
        {
            return new SignatureResult(
                SignatureVerdict.Unsupported, FindingStatus.Blocker, $"The signature demands that subpacket {critical} is understood, which it is not here.", data);
        }

        var candidates = keys.Candidates(signature).ToList();
        if (candidates.Count == 0)
        {
            return new SignatureResult(SignatureVerdict.MissingKey, FindingStatus.Blocker, MissingKey(signature, keys), data);
        }

        return candidates.Exists(candidate => candidate.Packet.Material is not null) ? null : CannotVerify(signature, candidates[0]);
    }

    /// <summary>The result of a signature whose digest is known.</summary>
    public static SignatureResult AfterDigest(SignaturePacket signature, byte[] hash, KeyRing keys, DateTime nowUtc)
    {
        var candidates = keys.Candidates(signature).ToList();

        // Two keys may claim one subkey; only the one that it signed for is its own.
        var made = candidates.Where(candidate => signature.IsMadeBy(candidate.Packet, hash))
            .Select(candidate => Verify(signature, candidate, nowUtc))
            .MinBy(result => result.Status);
        if (made is not null)
        {
            return made;
        }

        // An anonymous signature was tried with every key, and none of them can be blamed.
        var isAnonymous = signature.IssuerFingerprint is null && signature.IssuerKeyId is null;
        return isAnonymous
            ? new SignatureResult(SignatureVerdict.MissingKey, FindingStatus.Blocker, "The signature does not name its key, and no key at hand made it over this file.", Describe(signature, null))
            : new SignatureResult(
                SignatureVerdict.Wrong,
                FindingStatus.Blocker,
                $"The signature is wrong: {Signer(candidates[0])} did not make it over this file. The file or the signature has changed.",
                Describe(signature, candidates[0]));
    }

    private static SignatureResult CannotVerify(SignaturePacket signature, SigningKey key) =>
        key.Packet.Algorithm is PgpAlgorithms.ElGamal or PgpAlgorithms.Ecdh or PgpAlgorithms.X25519 or PgpAlgorithms.X448
            ? new SignatureResult(SignatureVerdict.UnusableKey, FindingStatus.Blocker, $"The signature names {Signer(key)}, a key that cannot sign.", Describe(signature, key))
            : new SignatureResult(
                SignatureVerdict.Unsupported,
                FindingStatus.Blocker,
                $"The signature cannot be verified: the key of {Signer(key)} uses {PgpAlgorithms.Name(key.Packet.Algorithm)} in a form that is not supported.",
                Describe(signature, key));

    private static SignatureResult Verify(SignaturePacket signature, SigningKey key, DateTime nowUtc)
    {
        SignatureResult Result(SignatureVerdict verdict, FindingStatus status, string message) => new(verdict, status, message, Describe(signature, key));

        var made = signature.Created!.Value;
        if ((key.Primary.Revocation ?? key.Subkey?.Revocation) is { } revocation)
        {
            return Result(
                SignatureVerdict.RevokedKey,
                FindingStatus.Blocker,
                $"The signature is made with a revoked key: {Signer(key)}, revoked on {Day(revocation.Created)}, {revocation.Reason}. Sign with another key.");
        }

        if (Unusable(key) is { } why)
        {
            return Result(SignatureVerdict.UnusableKey, FindingStatus.Blocker, $"The signature is made with a key that does not count: {Signer(key)}; {why}.");
        }

        if (made < key.Packet.Created)
        {
            return Result(SignatureVerdict.WrongTime, FindingStatus.Blocker, $"The signature says {Moment(made)}, but its key was made on {Moment(key.Packet.Created)}: {Signer(key)}.");
        }

        if (Earlier(key.Primary.Expires, key.Subkey?.Expires) is { } ended && ended <= nowUtc)
        {
            return Result(
                SignatureVerdict.ExpiredKey,
                FindingStatus.Blocker,
                made < ended
                    ? $"The key has expired on {Day(ended)}, after it signed: {Signer(key)}. Extend it and update KEYS."
                    : $"The signature was made on {Day(made)} with a key that had expired on {Day(ended)}: {Signer(key)}.");
        }

        if (signature.Expires is { } over && over <= nowUtc)
        {
            return Result(SignatureVerdict.ExpiredSignature, FindingStatus.Blocker, $"The signature itself has expired on {Day(over)}: {Signer(key)}. Sign again.");
        }

        return CheckStrength(signature, key, nowUtc, Result);
    }

    private static SignatureResult CheckStrength(
        SignaturePacket signature, SigningKey key, DateTime nowUtc, Func<SignatureVerdict, FindingStatus, string, SignatureResult> result)
    {
        var hash = DigestAlgorithms.NameOf(signature.Hash!.Value);
        if (signature.Hash == DigestAlgorithm.Md5)
        {
            return result(
                SignatureVerdict.WeakHash,
                FindingStatus.Blocker,
                $"The signature is made with MD5, under which another file can have the same signature: {Signer(key)}. Sign again with gpg --digest-algo SHA512.");
        }

        if (signature.Created > nowUtc + ClockTolerance)
        {
            return result(SignatureVerdict.WrongTime, FindingStatus.Concern, $"The signature says {Moment(signature.Created.Value)}, which has not come yet: {Signer(key)}.");
        }

        if (signature.Hash is DigestAlgorithm.Sha1 or DigestAlgorithm.RipeMd160)
        {
            return result(
                SignatureVerdict.WeakHash,
                FindingStatus.Concern,
                $"The signature holds, but is made with {hash}: who prepares two files together can give both the same signature. {Signer(key)} should sign with SHA-512.");
        }

        return key.Packet.Bits < MinBits && PgpAlgorithms.Name(key.Packet.Algorithm) is ("RSA" or "DSA") and var name
            ? result(SignatureVerdict.Good, FindingStatus.Concern, $"The signature holds, but its key has only {key.Packet.Bits} bits, and {name} needs {MinBits}: {Signer(key)}.")
            : result(SignatureVerdict.Good, FindingStatus.Note, $"Good signature of {Signer(key)}, made {Moment(signature.Created!.Value)} with {hash}.");
    }

    private static string? Unusable(SigningKey key) =>
        !key.Primary.IsValid ? "the key has not certified itself, so nobody knows its dates and uses"
        : key.Subkey is null ? (key.Primary.CanSign ? null : "its owner has not marked it for signing")
        : !key.Subkey.IsBound ? "its primary key has not signed for this subkey"
        : !key.Subkey.MaySign ? "its owner has not marked this subkey for signing"
        : !key.Subkey.HasBackSignature ? "the subkey has not signed for its primary key, so the primary may have taken it from somebody else"
        : null;

    private static string MissingKey(SignaturePacket signature, KeyRing keys)
    {
        var name = signature.IssuerFingerprint ?? signature.IssuerKeyId;
        return keys.Keys.Count == 0
            ? $"The signature cannot be verified: no keys are known. It names the key {name?.ToUpperInvariant() ?? "of nobody"}."
            : $"The signature's key is missing: {name?.ToUpperInvariant() ?? "it names none"} is not among the {keys.Keys.Count} keys known. Add it to KEYS.";
    }

    private static string Signer(SigningKey key) => key.Primary.PrimaryUserId is { } userId
        ? $"\"{userId}\" (key {key.Packet.KeyId.ToUpperInvariant()})"
        : $"key {key.Packet.KeyId.ToUpperInvariant()}";

    private static Dictionary<string, string> Describe(SignaturePacket signature, SigningKey? key)
    {
        var data = new Dictionary<string, string>
        {
            ["keyAlgorithm"] = PgpAlgorithms.Name(signature.Algorithm),
            ["hash"] = signature.Hash is { } hash ? DigestAlgorithms.NameOf(hash) : $"algorithm {signature.HashId}",
        };
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                data[name] = value;
            }
        }

        Add("signedAt", signature.Created?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("fingerprint", key?.Packet.Fingerprint ?? signature.IssuerFingerprint);
        Add("keyId", key?.Packet.KeyId ?? signature.IssuerKeyId ?? KeyIdOf(signature));
        Add("primaryFingerprint", key?.Primary.Fingerprint);
        Add("userId", key?.Primary.PrimaryUserId);
        return data;
    }

    // The fingerprint ends in the key id up to version 4, and begins with it since version 6.
    private static string? KeyIdOf(SignaturePacket signature) => signature.IssuerFingerprint switch
    {
        { Length: 40 } fingerprint => fingerprint[^16..],
        { Length: 64 } fingerprint => fingerprint[..16],
        _ => null,
    };

    private static DateTime? Earlier(DateTime? one, DateTime? other) => one is null || other < one ? other ?? one : one;

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
