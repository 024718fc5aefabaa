using Dashboard.Data.Operations;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Whom a link is for.</summary>
/// <param name="UserName">Null: whoever holds the link becomes the first administrator, under a name of their choice.</param>
public sealed record Invitation(string? UserName, string? DisplayName);

/// <param name="UserName">Looked at for the first administrator only; an account keeps its names.</param>
public sealed record SetupAnswers(string UserName, string DisplayName, string Password);

/// <summary>One-time links that set a password. Each method is one unit of work.</summary>
public sealed class SetupLinkCommands(
    IDbContextFactory<OperationsDbContext> contexts, Passwords passwords, ChangeFeed changes, IOptions<AccountOptions> options, TimeProvider time)
{
    public const string RefusalText = "This link has been used, was replaced by a newer one, or is too old.";

    private const string FirstAdministrator = "first administrator";

    /// <summary>A link that creates the administrator; a link of an earlier start is worth nothing from then on.</summary>
    /// <returns>The token, or null when there is an administrator already.</returns>
    public async Task<string?> MakeFirstAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await SetupLinks.HaveAdministratorAsync(context, cancellation))
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var token = await SetupLinks.MakeAsync(context, accountId: null, now, options.Value.SetupLinkLifetime, cancellation);
        context.Audit(Caller.Server, now, AccountActions.LinkMade, FirstAdministrator);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return token;
    }

    /// <summary>Looks at a link without using it up.</summary>
    public async Task<Invitation?> FindAsync(string token, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await FindLinkAsync(context, token, cancellation) is not { } link)
        {
            return null;
        }

        if (link.AccountId is null)
        {
            return await SetupLinks.HaveAdministratorAsync(context, cancellation) ? null : new Invitation(null, null);
        }

        return await context.Accounts.Where(a => a.Id == link.AccountId && !a.Disabled)
            .Select(a => new Invitation(a.UserName, a.DisplayName)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Uses a link up and signs its holder in. Of several at once exactly one succeeds.</summary>
    public async Task<Outcome<NewSession>> UseAsync(string token, SetupAnswers answers, SignInOrigin origin, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await FindLinkAsync(context, token, cancellation) is not { } link || await FindAsync(token, cancellation) is not { } invitation)
        {
            return new Refused(RefusalText);
        }

        var userName = invitation.UserName ?? answers.UserName;
        var displayName = invitation.DisplayName ?? answers.DisplayName;
        var refusal = AccountRules.UserNameRefusal(userName) ?? AccountRules.DisplayNameRefusal(displayName)
            ?? PasswordRules.Refusal(answers.Password, userName, displayName);
        if (refusal is not null)
        {
            return new Refused(refusal);
        }

        // Before the transaction: hashing is slow on purpose, and the database has one writer.
        var hash = await passwords.HashAsync(answers.Password, cancellation);
        var stamp = Secrets.New();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var used = await context.SetupLinks.Where(l => l.Id == link.Id && l.Used == null && l.Expires > now)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Used, now), cancellation);
        if (used == 0)
        {
            return new Refused(RefusalText);
        }

        var outcome = link.AccountId is { } accountId
            ? await SetPasswordAsync(context, accountId, hash, stamp, now, cancellation)
            : await AddAdministratorAsync(context, userName, displayName, hash, stamp, now, cancellation);
        if (!outcome.Done)
        {
            return outcome.Refused;
        }

        var account = outcome.Value;
        var session = await AccountSessions.BeginAsync(context, account, stamp, origin, now, options.Value.MaxSessionAge, cancellation);
        context.Audit(session.Caller, now, AccountActions.LinkUsed, account.UserName,
            ("for", link.AccountId is null ? FirstAdministrator : "password"), ("address", origin.Address?.ToString()));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.Of(account.Id));
        changes.Publish(AccountTopics.All);
        return session;
    }

    private async Task<SetupLink?> FindLinkAsync(OperationsDbContext context, string token, CancellationToken cancellation)
    {
        var hash = Secrets.HashOf(token);
        var now = time.GetUtcNow().UtcDateTime;
        return await context.SetupLinks.AsNoTracking().FirstOrDefaultAsync(l => l.TokenHash == hash && l.Used == null && l.Expires > now, cancellation);
    }

    private static async Task<Outcome<Account>> AddAdministratorAsync(
        OperationsDbContext context, string userName, string displayName, string hash, string stamp, DateTime now, CancellationToken cancellation)
    {
        if (await SetupLinks.HaveAdministratorAsync(context, cancellation))
        {
            return new Refused(RefusalText);
        }

        if (await context.Accounts.AnyAsync(a => a.UserName == userName, cancellation))
        {
            return new Refused("There is an account of this name already. Choose another.");
        }

        var account = new Account
        {
            UserName = userName,
            DisplayName = displayName,
            Role = AccountRole.Administrator,
            PasswordHash = hash,
            SecurityStamp = stamp,
            Created = now,
            LastSignedIn = now,
        };
        context.Add(account);
        await context.SaveChangesAsync(cancellation);
        return account;
    }

    private static async Task<Outcome<Account>> SetPasswordAsync(
        OperationsDbContext context, long accountId, string hash, string stamp, DateTime now, CancellationToken cancellation)
    {
        // The new stamp ends every session under the old password.
        var changed = await context.Accounts.Where(a => a.Id == accountId && !a.Disabled)
            .ExecuteUpdateAsync(a => a
                .SetProperty(x => x.PasswordHash, hash)
                .SetProperty(x => x.SecurityStamp, stamp)
                .SetProperty(x => x.FailedSignIns, 0)
                .SetProperty(x => x.LastSignedIn, now)
                .SetProperty(x => x.LockedUntil, (DateTime?)null), cancellation);
        return changed == 0 ? new Refused(RefusalText) : await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, cancellation);
    }
}
