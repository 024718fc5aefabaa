using Dashboard.Features.Keys;

namespace Dashboard.Components.Pages.Keys;

/// <summary>What is wrong with a key, in a word.</summary>
/// <param name="Kind">bad where its signatures do not count, concern where they soon will not.</param>
internal sealed record KeyBadge(string Word, string Kind, string Meaning)
{
    /// <summary>The worst first.</summary>
    public static IEnumerable<KeyBadge> Of(KeyRow key, DateTime nowUtc)
    {
        if (key.Revocation is not null)
        {
            yield return new("Revoked", "bad", "Its owner has revoked it: signatures made with it do not count.");
        }

        if (key.IsExpired(nowUtc))
        {
            yield return new("Expired", "bad", "Extend it and import it again: until then its signatures do not count.");
        }
        else if (key.ExpiresSoon(nowUtc))
        {
            yield return new("Expires soon", "concern", $"In less than {KeyRow.Soon.TotalDays:0} days. Extend it and import it again.");
        }

        if (key.IsTooWeak)
        {
            yield return new("Too weak", "bad", $"It has {key.Bits} bits, where {KeyStrength.MinBits} are the least.");
        }

        if (!key.CanSign)
        {
            yield return new("Cannot sign", "bad", "Nothing in it is for signing.");
        }
    }
}
