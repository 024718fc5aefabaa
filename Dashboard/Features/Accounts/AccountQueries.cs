using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <param name="HasPassword">False until the owner has followed the set-up link.</param>
/// <param name="LinkExpires">Of an unused set-up link.</param>
public sealed record AccountRow(
    long Id, string UserName, string DisplayName, AccountRole Role, IReadOnlyList<string> Projects, bool Disabled, bool HasPassword,
    DateTime? LockedUntil, DateTime? LinkExpires, DateTime Created, DateTime? LastSignedIn);

/// <param name="IsOwn">The session that asks.</param>
public sealed record SessionRow(long Id, DateTime Created, DateTime LastSeen, string? RemoteAddress, string? UserAgent, bool IsOwn);

public sealed record TokenRow(long Id, string Label, DateTime Created, DateTime Expires, DateTime? LastUsed, bool Expired);

public sealed record AccountProfile(AccountRow Account, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<TokenRow> Tokens);

/// <summary>What is shown of accounts; nothing here holds a hash.</summary>
public sealed class AccountQueries(IDbContextFactory<OperationsDbContext> contexts, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>All accounts by name, for an administrator.</summary>
    public async Task<IReadOnlyList<AccountRow>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Rows(context, context.Accounts.OrderBy(a => a.UserName)).ToListAsync(cancellation);
    }

    /// <summary>An account by its name, for an administrator.</summary>
    public async Task<AccountRow?> FindAsync(Caller caller, string userName, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Rows(context, context.Accounts.Where(a => a.UserName == userName)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The caller's own account, with the sessions that run and the tokens that are not revoked, newest first.</summary>
    public async Task<AccountProfile> ProfileAsync(Caller caller, CancellationToken cancellation)
    {
        var accountId = caller.AccountId ?? throw new NotAllowedException("Only an account has a profile.");
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var oldest = now - options.Value.MaxSessionAge;
        // A cookie that was not used for so long has expired in its browser.
        var forgotten = now - options.Value.RememberedLifetime;
        var account = await Rows(context, context.Accounts.Where(a => a.Id == accountId)).SingleAsync(cancellation);
        var sessions = await context.AccountSessions
            .Where(s => s.AccountId == accountId && s.Ended == null && s.Created >= oldest && s.LastSeen >= forgotten
                && s.SecurityStamp == s.Account!.SecurityStamp)
            .OrderByDescending(s => s.LastSeen)
            .Select(s => new SessionRow(s.Id, s.Created, s.LastSeen, s.RemoteAddress, s.UserAgent, s.Id == caller.SessionId))
            .ToListAsync(cancellation);
        var tokens = await context.AccessTokens
            .Where(t => t.AccountId == accountId && t.Revoked == null)
            .OrderByDescending(t => t.Id)
            .Select(t => new TokenRow(t.Id, t.Label, t.Created, t.Expires, t.LastUsed, t.Expires <= now))
            .ToListAsync(cancellation);
        return new AccountProfile(account, sessions, tokens);
    }

    private IQueryable<AccountRow> Rows(OperationsDbContext context, IQueryable<Account> accounts)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return accounts.Select(a => new AccountRow(
            a.Id, a.UserName, a.DisplayName, a.Role, a.Projects.Select(p => p.ProjectName).ToList(), a.Disabled, a.PasswordHash != null,
            a.LockedUntil > now ? a.LockedUntil : null,
            context.SetupLinks.Where(l => l.AccountId == a.Id && l.Used == null && l.Expires > now).Max(l => (DateTime?)l.Expires),
            a.Created, a.LastSignedIn));
    }
}
