namespace Dashboard.Features.Keys;

/// <summary>Finds keys by words, or by the fingerprint however it is grouped.</summary>
public static class KeySearch
{
    /// <summary>Keeps the keys that hold every word in their user ids or their fingerprint. Case does not matter.</summary>
    public static IReadOnlyList<KeyRow> Narrow(IReadOnlyList<KeyRow> keys, string? search)
    {
        var words = (search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return keys;
        }

        // "ABCD 1234 ..." as it is shown and printed, "0x1234ABCD" as gpg says it.
        var digits = string.Concat(words);
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        return [.. keys.Where(key =>
            key.Fingerprint.Contains(digits, StringComparison.OrdinalIgnoreCase)
            || words.All(word => key.OtherUserIds.Append(key.UserId).Any(userId => userId?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)))];
    }
}
