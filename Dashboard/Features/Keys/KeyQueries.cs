using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Keys;

/// <summary>Reads of signing keys. Whoever is signed in may see all of them: they are public.</summary>
public sealed class KeyQueries(IDbContextFactory<ReleaseDbContext> contexts, KeyRings rings, TimeProvider time)
{
    /// <summary>Every committee by its shown name, with figures about its keys.</summary>
    public async Task<IReadOnlyList<CommitteeKeys>> OverviewAsync(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = time.GetUtcNow().UtcDateTime;
        var soon = now + KeyRow.Soon;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.Committees
            .Select(c => new
            {
                Committee = c,
                Count = c.KeyLinks.Count,
                Expired = c.KeyLinks.Count(l => l.Key!.Expires <= now),
                Soon = c.KeyLinks.Count(l => l.Key!.Expires > now && l.Key.Expires <= soon),
            })
            .AsNoTracking().ToListAsync(cancellation);
        return [.. rows
            .Select(r => new CommitteeKeys(r.Committee.Name, r.Committee.DisplayName, r.Count, r.Expired, r.Soon))
            .OrderBy(c => c.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <returns>Null when there is no such committee.</returns>
    public async Task<CommitteeKeyList?> ListAsync(Caller caller, string committeeName, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var committee = await context.Committees.AsNoTracking().SingleOrDefaultAsync(c => c.Name == committeeName, cancellation);
        if (committee is null)
        {
            return null;
        }

        var mayChange = await KeyRights.MayImportAsync(context, caller, committeeName, cancellation);
        var others = (await context.KeyLinks
            .Where(l => l.CommitteeName != committeeName && context.KeyLinks.Any(own => own.CommitteeName == committeeName && own.KeyFingerprint == l.KeyFingerprint))
            .OrderBy(l => l.CommitteeName).Select(l => new { l.KeyFingerprint, l.CommitteeName }).ToListAsync(cancellation))
            .ToLookup(l => l.KeyFingerprint, l => l.CommitteeName);
        var ring = await RingOfAsync(context, committeeName, cancellation);
        return new CommitteeKeyList(
            committee.Name,
            committee.DisplayName,
            [.. ring.Keys
                .Select(key => RowOf(key, [.. others[key.Fingerprint]]))
                .OrderBy(row => row.UserId ?? row.Fingerprint, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Fingerprint, StringComparer.Ordinal)],
            mayChange);
    }

    /// <summary>The keys that may sign a committee's releases, for the checks.</summary>
    /// <returns>An empty ring when there is no such committee.</returns>
    public async Task<KeyRing> RingOfAsync(string committeeName, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await RingOfAsync(context, committeeName, cancellation);
    }

    private async Task<KeyRing> RingOfAsync(ReleaseDbContext context, string committeeName, CancellationToken cancellation) =>
        rings.Of(committeeName, await context.KeyLinks.Where(l => l.CommitteeName == committeeName)
            .OrderBy(l => l.KeyFingerprint).Select(l => l.Key!.AsciiArmoredKey).ToListAsync(cancellation));

    private static KeyRow RowOf(OpenPgpKey key, IReadOnlyList<string> otherCommittees) => new(
        key.Fingerprint,
        key.PrimaryUserId,
        key.OtherUserIds,
        key.AlgorithmName,
        key.Bits,
        key.Created,
        key.Expires,
        key.Revocation,
        key.CanSign || key.Subkeys.Any(subkey => subkey.CanSign),
        KeyStrength.IsTooWeak(key.Algorithm, key.Bits),
        otherCommittees);
}
