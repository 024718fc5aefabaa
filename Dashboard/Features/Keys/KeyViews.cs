using Dashboard.Checks.OpenPgp;

namespace Dashboard.Features.Keys;

/// <summary>A committee in the list of those that have keys.</summary>
/// <param name="Expired">How many of its keys have expired.</param>
/// <param name="ExpiringSoon">How many expire within <see cref="KeyRow.Soon"/>.</param>
public sealed record CommitteeKeys(string Name, string DisplayName, int Count, int Expired, int ExpiringSoon);

/// <summary>A committee with its keys.</summary>
/// <param name="MayChange">Whether who asked may import and remove.</param>
public sealed record CommitteeKeyList(string Name, string DisplayName, IReadOnlyList<KeyRow> Keys, bool MayChange);

/// <summary>A key in a committee's list. Instants are UTC.</summary>
/// <param name="Bits">0 when not known.</param>
/// <param name="CanSign">Whether something in it is for signing.</param>
/// <param name="OtherCommittees">Names of other committees that it counts for.</param>
public sealed record KeyRow(
    string Fingerprint,
    string? UserId,
    IReadOnlyList<string> OtherUserIds,
    string Algorithm,
    int Bits,
    DateTime Created,
    DateTime? Expires,
    KeyRevocation? Revocation,
    bool CanSign,
    bool IsTooWeak,
    IReadOnlyList<string> OtherCommittees)
{
    /// <summary>An expiry nearer than this is announced.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public bool IsExpired(DateTime nowUtc) => Expires <= nowUtc;

    public bool ExpiresSoon(DateTime nowUtc) => !IsExpired(nowUtc) && Expires - nowUtc <= Soon;
}
