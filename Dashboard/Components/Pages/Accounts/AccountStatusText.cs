using Dashboard.Features.Accounts;

namespace Dashboard.Components.Pages.Accounts;

/// <param name="At">Said after the words; null where there is no instant to say.</param>
public sealed record AccountStatusLine(string Text, DateTime? At);

/// <summary>What an administrator wants to know of an account at a glance.</summary>
public static class AccountStatusText
{
    public static IEnumerable<AccountStatusLine> Of(AccountRow row)
    {
        if (row.Disabled)
        {
            yield return new("Disabled", null);
        }

        if (row.LockedUntil is { } lockedUntil)
        {
            yield return new("Closed after wrong passwords until", lockedUntil);
        }

        if (row.LinkExpires is { } expires)
        {
            yield return new("Link not used yet, works until", expires);
        }
        else if (!row.HasPassword && !row.Disabled)
        {
            yield return new("No password, and its link is too old", null);
        }

        if (row.LastSignedIn is { } lastSignedIn)
        {
            yield return new("Last signed in", lastSignedIn);
        }
        else
        {
            yield return new("Has never signed in", null);
        }
    }
}
