using System.Globalization;
using System.Text;
using Dashboard.Checks.OpenPgp;

namespace Dashboard.Features.Keys;

/// <summary>What an import would write, and what it says about it.</summary>
internal sealed class KeyMerge
{
    private KeyMerge(
        IReadOnlyList<OpenPgpKey> added, IReadOnlyList<OpenPgpKey> updated, IReadOnlyList<OpenPgpKey> linked, KeyImport import) =>
        (Added, Updated, Linked, Import) = (added, updated, linked, import);

    public IReadOnlyList<OpenPgpKey> Added { get; }

    public IReadOnlyList<OpenPgpKey> Updated { get; }

    /// <summary>Those that did not count for the committee before, new or not.</summary>
    public IReadOnlyList<OpenPgpKey> Linked { get; }

    public KeyImport Import { get; }

    /// <param name="file">What <paramref name="incoming"/> was read from.</param>
    /// <param name="nowUtc">The time at which expiry is checked.</param>
    public static KeyMerge Of(KnownKeys known, KeyRing incoming, ReadOnlyMemory<byte> file, DateTime nowUtc)
    {
        var stored = known.Texts.Values.Select(Encoding.UTF8.GetBytes).ToList();
        var before = KeyRing.Parse(stored).Keys.ToDictionary(key => key.Fingerprint, StringComparer.Ordinal);

        // Read as one, because a ring puts the packets of two copies together, and finds the key that a lone revocation is for.
        var after = KeyRing.Parse(stored.Append(file.ToArray()));
        var named = incoming.Keys.Select(key => key.Fingerprint).ToHashSet(StringComparer.Ordinal);

        var added = new List<OpenPgpKey>();
        var updated = new List<OpenPgpKey>();
        var linked = new List<OpenPgpKey>();
        var results = new List<ImportedKey>();
        foreach (var key in after.Keys)
        {
            var old = before.GetValueOrDefault(key.Fingerprint);
            var grown = old is not null && key.ArmoredText != known.Texts[key.Fingerprint];
            if (!grown && !named.Contains(key.Fingerprint))
            {
                continue;
            }

            if (WhyRefused(key) is { } reason)
            {
                results.Add(new ImportedKey(key.Fingerprint, key.PrimaryUserId, KeyImportKind.Refused, reason));
                continue;
            }

            if (old is null)
            {
                added.Add(key);
            }
            else if (grown)
            {
                updated.Add(key);
            }

            var joins = named.Contains(key.Fingerprint) && !known.Linked.Contains(key.Fingerprint);
            if (joins)
            {
                linked.Add(key);
            }

            var kind = old is null ? KeyImportKind.Added : joins ? KeyImportKind.Linked : grown ? KeyImportKind.Updated : KeyImportKind.Unchanged;
            results.Add(new ImportedKey(key.Fingerprint, key.PrimaryUserId, kind, Note(old, key, grown, nowUtc)));
        }

        // In the order of the file; keys that it does not hold but revokes come last.
        var places = incoming.Keys.Select((key, place) => (key.Fingerprint, place)).ToDictionary(StringComparer.Ordinal);
        var ordered = results.OrderBy(result => places.GetValueOrDefault(result.Fingerprint, int.MaxValue)).ToList();
        return new KeyMerge(added, updated, linked, new KeyImport(ordered, incoming.Problems));
    }

    private static string? WhyRefused(OpenPgpKey key) =>
        !key.IsValid ? "It has no valid signature of its own: its dates and uses cannot be trusted."
        : key.ArmoredText.Length > KeyCommands.MaxKeyLength ? $"With what is known of it, it is longer than {KeyCommands.MaxKeyLength / 1024} KiB. Export it without the signatures of others (gpg --export-options export-minimal)."
        : null;

    private static string? Note(OpenPgpKey? old, OpenPgpKey key, bool grown, DateTime nowUtc)
    {
        if (key.Revocation is { } revocation)
        {
            return old?.Revocation is null
                ? $"It is revoked since {Day(revocation.Created)}: {revocation.Reason}."
                : $"It stays revoked: {revocation.Reason}.";
        }

        if (key.Expires <= nowUtc)
        {
            return $"It has expired on {Day(key.Expires.Value)}. Extend it, and import it again.";
        }

        if (old is not null && old.Expires != key.Expires)
        {
            return key.Expires is { } expires ? $"It now expires on {Day(expires)}." : "It no longer expires.";
        }

        if (!key.CanSign && !key.Subkeys.Any(subkey => subkey.CanSign))
        {
            return "Nothing in it is for signing.";
        }

        if (KeyStrength.IsTooWeak(key.Algorithm, key.Bits))
        {
            return $"It is too weak: {key.Bits} bits, where {KeyStrength.MinBits} are the least.";
        }

        return grown ? "It has new signatures, user ids or subkeys." : null;
    }

    private static string Day(DateTime instant) => instant.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
