using Dashboard.Data.Operations;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Signing in and out. Each method is one unit of work, its audit entry included.</summary>
public sealed class SignInCommands(
    IDbContextFactory<OperationsDbContext> contexts,
    Passwords passwords,
    PasswordTries tries,
    SignInThrottle throttle,
    ChangeFeed changes,
    IOptions<AccountOptions> options,
    TimeProvider time)
{
    /// <summary>One sentence for every reason, so that it tells nobody which names exist.</summary>
    public const string RefusalText = "That user name and password do not open an account. After several wrong tries an account stays closed for some minutes.";

    public const string TooMany = "Too many tries from your network. Wait a minute, then try again.";

    /// <summary>Somebody who types a password into the wrong field must not find it in the audit trail.</summary>
    private const string UnknownName = "(no such account)";

    public async Task<Outcome<NewSession>> SignInAsync(string userName, string password, SignInOrigin origin, CancellationToken cancellation)
    {
        if (!throttle.Admits(origin))
        {
            return new Refused(TooMany);
        }

        var started = time.GetTimestamp();
        if (await TryAsync(userName, password, origin, cancellation) is { } session)
        {
            return session;
        }

        // The same work is done for every name, but not to the microsecond: the rest is waited for.
        var rest = options.Value.RefusalTime - time.GetElapsedTime(started);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellation);
        }

        return new Refused(RefusalText);
    }

    /// <summary>Ends the caller's own session, or another of its account.</summary>
    /// <returns>False when the caller has no such session that runs.</returns>
    public async Task<bool> EndSessionAsync(Caller caller, long sessionId, CancellationToken cancellation)
    {
        caller.RequireNoToken();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var ended = await context.AccountSessions.Where(s => s.Id == sessionId && s.AccountId == caller.AccountId && s.Ended == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Ended, now), cancellation);
        if (ended == 0)
        {
            return false;
        }

        context.Audit(caller, now, AccountActions.SignedOut, caller.UserName, ("session", sessionId));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        Publish(caller.AccountId!.Value);
        return true;
    }

    private async Task<NewSession?> TryAsync(string userName, string password, SignInOrigin origin, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var account = await context.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.UserName == userName, cancellation);
        var attempt = account is null ? default : await tries.BeginAsync(account.Id, cancellation);
        var verified = await passwords.VerifyAsync(account?.PasswordHash, password, cancellation);
        var reason = account switch
        {
            null => "unknown name",
            { PasswordHash: null } => "no password yet",
            _ when !attempt.Allowed => "locked",
            _ when verified == PasswordVerificationResult.Failed => "wrong password",
            { Disabled: true } => "disabled",
            _ => null,
        };
        if (account is not null && reason is null)
        {
            return await BeginSessionAsync(context, account, password, verified, origin, cancellation);
        }

        var locks = reason == "wrong password" && attempt.Locks;
        context.AuditStranger(time.GetUtcNow().UtcDateTime, locks ? AccountActions.SignInLocked : AccountActions.SignInFailed,
            account?.UserName ?? UnknownName, ("reason", reason), ("address", origin.Address?.ToString()));
        await context.SaveChangesAsync(cancellation);
        return null;
    }

    private async Task<NewSession?> BeginSessionAsync(
        OperationsDbContext context, Account account, string password, PasswordVerificationResult verified, SignInOrigin origin, CancellationToken cancellation)
    {
        var hash = verified == PasswordVerificationResult.SuccessRehashNeeded
            ? await passwords.HashAsync(password, cancellation)
            : account.PasswordHash;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        // Hashing took a while: an account that was disabled or given another password meanwhile stays closed.
        var opened = await context.Accounts.Where(a => a.Id == account.Id && !a.Disabled && a.SecurityStamp == account.SecurityStamp)
            .ExecuteUpdateAsync(a => a
                .SetProperty(x => x.FailedSignIns, 0)
                .SetProperty(x => x.LockedUntil, (DateTime?)null)
                .SetProperty(x => x.LastSignedIn, now)
                .SetProperty(x => x.PasswordHash, hash), cancellation);
        if (opened == 0)
        {
            context.AuditStranger(now, AccountActions.SignInFailed, account.UserName, ("reason", "changed meanwhile"), ("address", origin.Address?.ToString()));
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return null;
        }

        var session = await AccountSessions.BeginAsync(context, account, account.SecurityStamp, origin, now, options.Value.MaxSessionAge, cancellation);
        context.Audit(session.Caller, now, AccountActions.SignedIn, account.UserName,
            ("session", session.Caller.SessionId), ("address", origin.Address?.ToString()));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        Publish(account.Id);
        return session;
    }

    private void Publish(long accountId)
    {
        changes.Publish(AccountTopics.Of(accountId));
        changes.Publish(AccountTopics.All);
    }
}
