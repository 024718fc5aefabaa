using System.Text;
using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Keys;

/// <summary>Changes to the keys that may sign a committee's releases. Each method is one unit of work.</summary>
public sealed partial class KeyCommands(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time, ILogger<KeyCommands> logger)
{
    /// <summary>Longest KEYS file.</summary>
    public const int MaxFileBytes = 5 * 1024 * 1024;

    /// <summary>Longest armored text of one key. Signatures of others can be appended to any key, by anybody, without end.</summary>
    public const int MaxKeyLength = 1024 * 1024;

    /// <inheritdoc cref="ImportAsync(Caller, string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<Outcome<KeyImport>> ImportAsync(Caller caller, string committeeName, string text, CancellationToken cancellation) =>
        ImportAsync(caller, committeeName, Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>
    /// Takes the keys of a KEYS file for a committee. What is known of a key and what the file says of it are put together, so that an
    /// older copy never takes a revocation or a later expiry away.
    /// </summary>
    /// <param name="file">Armored blocks with any text between them, or binary keys.</param>
    /// <returns>Refused when there is no such committee, when the file is too long, or when it holds nothing that looks like a key.</returns>
    /// <exception cref="NotAllowedException">The caller manages none of the committee's projects.</exception>
    public async Task<Outcome<KeyImport>> ImportAsync(
        Caller caller, string committeeName, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await WhyClosedAsync(context, caller, committeeName, cancellation) is { } reason)
        {
            return reason;
        }

        if (file.Length > MaxFileBytes)
        {
            return Refused.Invalid("file", $"The file is longer than {MaxFileBytes / 1024 / 1024} MiB.");
        }

        var incoming = KeyRing.Parse(file.Span);
        while (true)
        {
            // Verifying hundreds of signatures takes seconds: too long to keep other writers waiting. The lock is taken for the write alone.
            var known = await ReadKnownAsync(context, committeeName, incoming, cancellation);
            var merge = KeyMerge.Of(known, incoming, file, time.GetUtcNow().UtcDateTime);
            if (merge.Import is { Keys.Count: 0, Problems.Count: 0 })
            {
                return Refused.Invalid("file", "There is no OpenPGP public key in the file, and no revocation of a key that is known here. A key is a block that begins with \"-----BEGIN PGP PUBLIC KEY BLOCK-----\".");
            }

            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            if (await WhyClosedAsync(context, caller, committeeName, cancellation) is { } closed)
            {
                return closed;
            }

            var current = await ReadKnownAsync(context, committeeName, incoming, cancellation);
            if (!known.Equals(current))
            {
                // Somebody has written some of these keys meanwhile: what they added must not be lost.
                continue;
            }

            var checkedAgain = await WriteAsync(context, caller, committeeName, merge, cancellation);
            await transaction.CommitAsync(cancellation);
            LogImported(committeeName, merge.Import.Count(KeyImportKind.Added) + merge.Import.Count(KeyImportKind.Linked), merge.Import.Count(KeyImportKind.Updated), caller.UserName);
            return merge.Import with { CheckedAgain = checkedAgain };
        }
    }

    /// <summary>Lets a key count for a committee no longer. The key stays known, so that a revocation is not forgotten when it comes back.</summary>
    /// <exception cref="NotAllowedException">The caller manages none of the committee's projects.</exception>
    public async Task<Outcome<KeyLink>> UnlinkAsync(Caller caller, string committeeName, string fingerprint, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await WhyClosedAsync(context, caller, committeeName, cancellation) is { } reason)
        {
            return reason;
        }

        var link = await context.KeyLinks.Include(l => l.Key).SingleOrDefaultAsync(l => l.CommitteeName == committeeName && l.KeyFingerprint == fingerprint, cancellation);
        if (link is null)
        {
            return Refused.NotFound($"The key does not count for '{committeeName}' any more: somebody has removed it.");
        }

        context.KeyLinks.Remove(link);
        var now = time.GetUtcNow().UtcDateTime;
        var checkedAgain = await SignatureRechecks.QueueAsync(
            context, caller, [committeeName], KeyRing.Parse(link.Key!.AsciiArmoredKey).Keys, now, cancellation);
        context.Audit(caller, now, DomainActions.KeyRemoved, committeeName, ("key", fingerprint), ("checkedAgain", checkedAgain));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogUnlinked(fingerprint, committeeName, caller.UserName);
        return link;
    }

    /// <exception cref="NotAllowedException">The caller manages none of the committee's projects.</exception>
    private static async Task<Refused?> WhyClosedAsync(ReleaseDbContext context, Caller caller, string committeeName, CancellationToken cancellation)
    {
        if (!await context.Committees.AnyAsync(c => c.Name == committeeName, cancellation))
        {
            return Refused.NotFound($"There is no committee '{committeeName}'.");
        }

        if (!await KeyRights.MayImportAsync(context, caller, committeeName, cancellation))
        {
            throw new NotAllowedException($"Only administrators and the release managers of {committeeName}'s projects change its keys.");
        }

        return null;
    }

    /// <summary>The committee's keys, because the file may revoke them, and those of the file that other committees have.</summary>
    private static async Task<KnownKeys> ReadKnownAsync(ReleaseDbContext context, string committeeName, KeyRing incoming, CancellationToken cancellation)
    {
        var linked = await context.KeyLinks.Where(l => l.CommitteeName == committeeName).OrderBy(l => l.KeyFingerprint)
            .Select(l => new { l.KeyFingerprint, l.Key!.AsciiArmoredKey }).ToListAsync(cancellation);
        var texts = linked.ToDictionary(l => l.KeyFingerprint, l => l.AsciiArmoredKey, StringComparer.Ordinal);
        foreach (var others in incoming.Keys.Select(key => key.Fingerprint).Where(fingerprint => !texts.ContainsKey(fingerprint)).Chunk(500).ToList())
        {
            foreach (var other in await context.PublicSigningKeys.Where(k => others.Contains(k.Fingerprint)).OrderBy(k => k.Fingerprint)
                .Select(k => new { k.Fingerprint, k.AsciiArmoredKey }).ToListAsync(cancellation))
            {
                texts.Add(other.Fingerprint, other.AsciiArmoredKey);
            }
        }

        return new KnownKeys(texts, linked.Select(l => l.KeyFingerprint).ToHashSet(StringComparer.Ordinal));
    }

    /// <returns>How many artifacts are checked again.</returns>
    private async Task<int> WriteAsync(
        ReleaseDbContext context, Caller caller, string committeeName, KeyMerge merge, CancellationToken cancellation)
    {
        foreach (var key in merge.Added)
        {
            context.PublicSigningKeys.Add(Describe(key, new PublicSigningKey
            {
                Fingerprint = key.Fingerprint,
                Algorithm = key.Algorithm,
                Length = key.Bits,
                Created = key.Created,
                AsciiArmoredKey = key.ArmoredText,
            }));
        }

        foreach (var key in merge.Updated)
        {
            Describe(key, await context.PublicSigningKeys.SingleAsync(k => k.Fingerprint == key.Fingerprint, cancellation));
        }

        context.KeyLinks.AddRange(merge.Linked.Select(key => new KeyLink { CommitteeName = committeeName, KeyFingerprint = key.Fingerprint }));
        await context.SaveChangesAsync(cancellation);
        if (merge.Linked.Count + merge.Updated.Count == 0)
        {
            return 0;
        }

        // What is now known of a key holds wherever it counts.
        var updated = merge.Updated.Select(key => key.Fingerprint).ToList();
        var others = await context.KeyLinks.Where(l => l.CommitteeName != committeeName && updated.Contains(l.KeyFingerprint))
            .Select(l => l.CommitteeName).Distinct().ToListAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var checkedAgain =
            await SignatureRechecks.QueueAsync(context, caller, [committeeName], [.. merge.Linked, .. merge.Updated], now, cancellation)
            + await SignatureRechecks.QueueAsync(context, caller, others, merge.Updated, now, cancellation);
        context.Audit(
            caller, now, DomainActions.KeysImported, committeeName, ("added", Some(merge.Linked)), ("updated", Some(merge.Updated)),
            ("count", merge.Linked.Count + merge.Updated.Count), ("checkedAgain", checkedAgain));
        await context.SaveChangesAsync(cancellation);
        return checkedAgain;
    }

    // A KEYS file may hold hundreds; the count tells that there were more.
    private static IEnumerable<string> Some(IEnumerable<OpenPgpKey> keys) => keys.Take(20).Select(key => key.Fingerprint);

    private static PublicSigningKey Describe(OpenPgpKey key, PublicSigningKey row)
    {
        row.LatestSelfSignature = key.LatestSelfSignature;
        row.Expires = key.Expires;
        row.PrimaryDeclaredUid = key.PrimaryUserId;
        row.SecondaryDeclaredUids = [.. key.OtherUserIds];
        row.AsciiArmoredKey = key.ArmoredText;
        return row;
    }

    [LoggerMessage(LogLevel.Information, "Keys of {Committee} were imported: {Added} new, {Updated} updated, by {User}")]
    private partial void LogImported(string committee, int added, int updated, string user);

    [LoggerMessage(LogLevel.Information, "Key {Fingerprint} of {Committee} was removed by {User}")]
    private partial void LogUnlinked(string fingerprint, string committee, string user);
}
