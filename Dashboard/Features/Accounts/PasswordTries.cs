using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>
/// Counts tries at a password before they are looked at, in the database: a thousand guesses sent at once, to several servers, are no more than
/// a thousand sent one by one.
/// </summary>
public sealed class PasswordTries(IDbContextFactory<OperationsDbContext> contexts, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <returns>Whether the account may try, and whether this try, if it fails, is the one that locks.</returns>
    public async Task<PasswordTry> BeginAsync(long accountId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // The transaction holds the write lock from its start, so that what is read stays true.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var account = await context.Accounts.Where(a => a.Id == accountId)
            .Select(a => new { a.FailedSignIns, a.LockedUntil }).FirstOrDefaultAsync(cancellation);
        if (account is null || account.LockedUntil > now)
        {
            return new PasswordTry(Allowed: false, Locks: false);
        }

        var tries = account.FailedSignIns + 1;
        var locks = tries % options.Value.TriesBeforeLock == 0;
        DateTime? lockedUntil = locks ? now + LockAfter(tries / options.Value.TriesBeforeLock) : null;
        await context.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.FailedSignIns, tries).SetProperty(x => x.LockedUntil, lockedUntil), cancellation);
        await transaction.CommitAsync(cancellation);
        return new PasswordTry(Allowed: true, locks);
    }

    private TimeSpan LockAfter(int rounds)
    {
        var minutes = Math.Pow(2, Math.Min(rounds - 1, 20));
        return minutes < options.Value.LongestLock.TotalMinutes ? TimeSpan.FromMinutes(minutes) : options.Value.LongestLock;
    }
}

/// <param name="Allowed">False while the account is locked: the password is not to be believed even when it is right.</param>
/// <param name="Locks">The account is locked unless this try turns out right.</param>
public readonly record struct PasswordTry(bool Allowed, bool Locks);
