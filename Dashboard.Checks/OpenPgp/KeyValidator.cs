using System.Text;
using Dashboard.Checks.Digests;

namespace Dashboard.Checks.OpenPgp;

/// <summary>
/// Verifies what a key says about itself. Anybody can append packets to a key: a user id, a subkey, an expiry or a revocation
/// counts only with a valid signature of the key.
/// </summary>
internal static class KeyValidator
{
    public static OpenPgpKey Validate(TransferableKey raw, Func<string, PublicKeyPacket?> find)
    {
        var primary = raw.Primary;
        var direct = raw.Direct.Where(signature => signature.Type == SignatureType.DirectKey && IsValid(signature, primary, primary.AppendTo)).ToList();
        var userIds = raw.UserIds.Select(userId => ValidateUserId(primary, userId.Text, userId.Signatures)).OfType<ValidUserId>().ToList();
        var certifications = userIds.Select(userId => userId.Certification).ToList();
        var latest = certifications.Concat(direct).MaxBy(signature => signature.Created);

        // gpg writes direct signatures that only name a revoker, and they say nothing about dates and uses.
        var decisive = certifications.Concat(direct.Where(signature => signature.KeyLifetime is not null || signature.Uses is not null))
            .MaxBy(signature => signature.Created) ?? latest;
        var ordered = userIds.OrderByDescending(userId => userId.Certification.IsPrimaryUserId)
            .ThenByDescending(userId => userId.Certification.Created).Select(userId => userId.Text).Distinct().ToList();
        var revokers = direct.Concat(certifications).SelectMany(signature => signature.DesignatedRevokers).Distinct().ToList();

        return new OpenPgpKey(primary, raw.ToArmor)
        {
            Expires = Earlier(Lifetime(primary, decisive), decisive?.Expires),
            LatestSelfSignature = latest?.Created,
            Uses = decisive?.Uses,
            PrimaryUserId = ordered.FirstOrDefault(),
            OtherUserIds = [.. ordered.Skip(1)],
            DesignatedRevokers = revokers,
            Revocation = RevocationOf(raw, revokers, find),
            Subkeys = [.. raw.Subkeys.Select(subkey => ValidateSubkey(primary, subkey.Key, subkey.Signatures))],
        };
    }

    private static KeyRevocation? RevocationOf(TransferableKey raw, List<string> revokers, Func<string, PublicKeyPacket?> find)
    {
        var issuers = revokers.Select(find).OfType<PublicKeyPacket>().Prepend(raw.Primary).ToList();
        return Worst(raw.Direct.Where(signature =>
            signature.Type == SignatureType.KeyRevocation
            && issuers.Exists(issuer => IsValid(signature, issuer, raw.Primary.AppendTo))));
    }

    private static ValidUserId? ValidateUserId(PublicKeyPacket primary, ReadOnlyMemory<byte> text, IReadOnlyList<SignaturePacket> signatures)
    {
        var valid = signatures.Where(signature =>
            signature.Type is (>= SignatureType.GenericCertification and <= SignatureType.PositiveCertification) or SignatureType.CertificationRevocation
            && IsValid(signature, primary, digest =>
            {
                primary.AppendTo(digest);
                digest.Append([0xB4, (byte)(text.Length >> 24), (byte)(text.Length >> 16), (byte)(text.Length >> 8), (byte)text.Length]);
                digest.Append(text.Span);
            })).ToLookup(signature => signature.Type == SignatureType.CertificationRevocation);

        // A later certification takes a user id back into use.
        return valid[false].MaxBy(signature => signature.Created) is { } latest && !valid[true].Any(revocation => revocation.Created >= latest.Created)
            ? new ValidUserId(Decode(text.Span), latest)
            : null;
    }

    private static OpenPgpSubkey ValidateSubkey(PublicKeyPacket primary, PublicKeyPacket subkey, IReadOnlyList<SignaturePacket> signatures)
    {
        void AppendBoth(RunningDigest digest)
        {
            primary.AppendTo(digest);
            subkey.AppendTo(digest);
        }

        var valid = signatures.Where(signature => IsValid(signature, primary, AppendBoth)).ToList();
        var binding = valid.Where(signature => signature.Type == SignatureType.SubkeyBinding).MaxBy(signature => signature.Created);
        return new OpenPgpSubkey(subkey)
        {
            IsBound = binding is not null,
            Expires = Earlier(Lifetime(subkey, binding), binding?.Expires),
            Uses = binding?.Uses,
            HasBackSignature = binding?.Embedded is { } embedded
                && KeyReader.TryReadSignature(embedded) is { Type: SignatureType.PrimaryKeyBinding } back
                && IsValid(back, subkey, AppendBoth),
            Revocation = Worst(valid.Where(signature => signature.Type == SignatureType.SubkeyRevocation)),
        };
    }

    private static bool IsValid(SignaturePacket signature, PublicKeyPacket issuer, Action<RunningDigest> append)
    {
        // SHA-1 is what most older keys certify themselves with, and a second pre-image of it is out of reach; MD5 is not accepted.
        if (signature.Version == 3
            || signature.Created is null
            || signature.UnknownCritical is not null
            || signature.Hash is null or DigestAlgorithm.Md5
            || !signature.MayBeFrom(issuer)
            || !signature.Fits(issuer))
        {
            return false;
        }

        using var digest = signature.BeginDigest()!;
        append(digest);
        return signature.IsMadeBy(issuer, signature.FinishDigest(digest));
    }

    /// <summary>One that says "superseded" does not soften one that says "compromised".</summary>
    private static KeyRevocation? Worst(IEnumerable<SignaturePacket> revocations) => revocations
        .OrderByDescending(revocation => revocation.RevocationReason is null or 0 or 2)
        .ThenBy(revocation => revocation.Created)
        .Select(revocation => new KeyRevocation(revocation.Created!.Value, revocation.RevocationReason switch
        {
            1 => "it was superseded by another key",
            2 => "it was compromised",
            3 => "it was retired",
            32 => "its user id is no longer valid",
            _ => "no reason was given",
        }))
        .FirstOrDefault();

    private static DateTime? Lifetime(PublicKeyPacket key, SignaturePacket? signature) =>
        signature?.KeyLifetime is > 0 and var seconds ? key.Created.AddSeconds(seconds) : null;

    private static DateTime? Earlier(DateTime? one, DateTime? other) => one is null || other < one ? other ?? one : one;

    private static string Decode(ReadOnlySpan<byte> text)
    {
        // UTF-8 by the standard; keys of the nineties have Latin-1.
        var utf8 = Encoding.UTF8.GetString(text);
        return Printable.Of(utf8.Contains('\uFFFD', StringComparison.Ordinal) ? Encoding.Latin1.GetString(text) : utf8);
    }

    private sealed record ValidUserId(string Text, SignaturePacket Certification);
}
