using Dashboard.Data.Operations;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <summary>Changing one's own password, and being asked for it once more.</summary>
public sealed class PasswordCommands(
    IDbContextFactory<OperationsDbContext> contexts, Passwords passwords, PasswordTries tries, ChangeFeed changes, TimeProvider time)
{
    /// <summary>For how long a sign-in proves that its owner sits there.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>The refusal that is mended by giving the password.</summary>
    public static readonly Refused AskForPassword = new("You signed in more than 15 minutes ago: give your password once more.");

    /// <summary>Changes the password; every other session of the account ends, the caller's goes on.</summary>
    /// <returns>The caller, or the reason why not.</returns>
    public async Task<Outcome<Caller>> ChangeAsync(Caller caller, string current, string replacement, CancellationToken cancellation)
    {
        if (caller.AccountId is not { } accountId || caller.SessionId is not { } sessionId)
        {
            throw new NotAllowedException("A password is changed by its owner, in a browser.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var account = await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
        if (PasswordRules.Refusal(replacement, account.UserName, account.DisplayName) is { } refusal)
        {
            return new Refused(refusal);
        }

        if (await RefusalAsync(context, caller, account, current, "The current password is another.", cancellation) is { } wrong)
        {
            return new Refused(wrong);
        }

        var hash = await passwords.HashAsync(replacement, cancellation);
        var stamp = Secrets.New();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var changed = await context.Accounts.Where(a => a.Id == accountId && !a.Disabled && a.SecurityStamp == account.SecurityStamp)
            .ExecuteUpdateAsync(a => a
                .SetProperty(x => x.PasswordHash, hash)
                .SetProperty(x => x.SecurityStamp, stamp)
                .SetProperty(x => x.FailedSignIns, 0)
                .SetProperty(x => x.LockedUntil, (DateTime?)null), cancellation);
        if (changed == 0)
        {
            return new Refused("The account was changed meanwhile. Sign in again.");
        }

        await context.AccountSessions.Where(s => s.Id == sessionId && s.AccountId == accountId)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SecurityStamp, stamp), cancellation);
        await SetupLinks.ReplaceAsync(context, accountId, now, cancellation);
        context.Audit(caller, now, AccountActions.PasswordChanged, account.UserName);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.Of(accountId));
        return caller;
    }

    /// <summary>
    /// Proves that the account's owner sits there, before an act that takes data away: by a sign-in that is fresh, or by the password once more.
    /// </summary>
    /// <param name="password">Null or empty when nobody has been asked for it yet.</param>
    /// <returns><see cref="AskForPassword"/> when it has to be asked for. The command line and the server prove nothing here: they can read the files.</returns>
    public async Task<Outcome<Caller>> ConfirmFreshAsync(Caller caller, string? password, CancellationToken cancellation)
    {
        if (caller.Kind is CallerKind.CommandLine or CallerKind.Server)
        {
            return caller;
        }

        var earliest = time.GetUtcNow().UtcDateTime - Fresh;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AccountSessions.AnyAsync(session => session.Id == caller.SessionId && session.Created > earliest, cancellation))
        {
            return caller;
        }

        return string.IsNullOrEmpty(password) ? AskForPassword : await ConfirmAsync(caller, password, cancellation);
    }

    /// <summary>Proves that the account's owner sits there, before what a browser left open must not be enough for.</summary>
    public async Task<Outcome<Caller>> ConfirmAsync(Caller caller, string password, CancellationToken cancellation)
    {
        if (caller.AccountId is not { } accountId || caller.SessionId is null)
        {
            throw new NotAllowedException("This is confirmed with a password, in a browser.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var account = await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
        if (await RefusalAsync(context, caller, account, password, "That is not your password.", cancellation) is { } refusal)
        {
            return new Refused(refusal);
        }

        await context.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.FailedSignIns, 0).SetProperty(x => x.LockedUntil, (DateTime?)null), cancellation);
        return caller;
    }

    /// <summary>A browser left open must not be the place to guess at leisure.</summary>
    private async Task<string?> RefusalAsync(
        OperationsDbContext context, Caller caller, Account account, string password, string wrong, CancellationToken cancellation)
    {
        var attempt = await tries.BeginAsync(account.Id, cancellation);
        var verified = await passwords.VerifyAsync(account.PasswordHash, password, cancellation);
        if (attempt.Allowed && verified != PasswordVerificationResult.Failed)
        {
            return null;
        }

        context.Audit(caller, time.GetUtcNow().UtcDateTime, attempt.Locks ? AccountActions.SignInLocked : AccountActions.SignInFailed,
            account.UserName, ("reason", attempt.Allowed ? "wrong password" : "locked"), ("session", caller.SessionId));
        await context.SaveChangesAsync(cancellation);
        return attempt.Allowed ? wrong : "Too many wrong passwords. Wait some minutes, then try again.";
    }
}
