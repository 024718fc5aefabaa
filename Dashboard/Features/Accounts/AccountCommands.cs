using Dashboard.Data.Operations;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <param name="Projects">The projects of a release manager, by name; ignored for other roles.</param>
public sealed record AccountFacts(string UserName, string DisplayName, AccountRole Role, IReadOnlyCollection<string> Projects);

/// <param name="SetupToken">For the link under which the owner sets a password; null when one was given.</param>
public sealed record AddedAccount(long Id, string UserName, string? SetupToken)
{
    /// <summary>Without the token: records print themselves into logs.</summary>
    public override string ToString() => UserName;
}

/// <summary>What an administrator does with accounts. Each method is one unit of work, its audit entry included.</summary>
public sealed class AccountCommands(
    IDbContextFactory<OperationsDbContext> contexts, Passwords passwords, ChangeFeed changes, IOptions<AccountOptions> options, TimeProvider time)
{
    private const string NoSuchAccount = "There is no such account.";
    private const string NameTaken = "There is an account of this name already.";
    private const string LastAdministrator = "This is the only administrator who can sign in. Make somebody else one first.";

    /// <summary>Adds an account whose owner sets the password by a link.</summary>
    public Task<Outcome<AddedAccount>> AddAsync(Caller caller, AccountFacts facts, CancellationToken cancellation) =>
        AddAsync(caller, facts, password: null, cancellation);

    /// <summary>Adds an account that can sign in at once: for a demo, or a script that sets up a server.</summary>
    public Task<Outcome<AddedAccount>> AddWithPasswordAsync(Caller caller, AccountFacts facts, string password, CancellationToken cancellation) =>
        AddAsync(caller, facts, password, cancellation);

    /// <summary>Changes everything but the user name and the password. Open pages of the account have the new rights at once.</summary>
    public Task<Outcome<AccountFacts>> ChangeAsync(Caller caller, long accountId, AccountFacts facts, CancellationToken cancellation) =>
        WriteAsync<AccountFacts>(caller, accountId, async (context, account, now) =>
        {
            if (AccountRules.DisplayNameRefusal(facts.DisplayName) is { } refusal)
            {
                return new Refused(refusal);
            }

            if (caller.AccountId == accountId && facts.Role != AccountRole.Administrator)
            {
                return new Refused("You cannot take your own role from yourself. Ask another administrator.");
            }

            var before = Describe(account.DisplayName, account.Role, account.Projects.Select(p => p.ProjectName));
            account.DisplayName = facts.DisplayName;
            account.Role = facts.Role;
            var projects = ProjectsOf(facts);
            account.Projects.RemoveAll(project => !projects.Contains(project.ProjectName));
            account.Projects.AddRange(projects.Except(account.Projects.Select(p => p.ProjectName)).ToList().Select(name => new AccountProject { ProjectName = name }));
            context.Audit(caller, now, AccountActions.Changed, account.UserName,
                ("from", before), ("to", Describe(facts.DisplayName, facts.Role, projects)));
            return facts;
        }, cancellation);

    /// <summary>Ends every session and token of the account and its links; it signs in no more until it is enabled.</summary>
    public Task<Outcome<Account>> DisableAsync(Caller caller, long accountId, CancellationToken cancellation) =>
        WriteAsync<Account>(caller, accountId, async (context, account, now) =>
        {
            if (caller.AccountId == accountId)
            {
                return new Refused("You cannot disable your own account. Ask another administrator.");
            }

            account.Disabled = true;
            account.SecurityStamp = Secrets.New();
            // Enabling must not bring back what may have been the reason.
            await context.AccessTokens.Where(t => t.AccountId == accountId && t.Revoked == null)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.Revoked, now), cancellation);
            await SetupLinks.ReplaceAsync(context, accountId, now, cancellation);
            context.Audit(caller, now, AccountActions.Disabled, account.UserName);
            return account;
        }, cancellation);

    public Task<Outcome<Account>> EnableAsync(Caller caller, long accountId, CancellationToken cancellation) =>
        WriteAsync<Account>(caller, accountId, (context, account, now) =>
        {
            account.Disabled = false;
            context.Audit(caller, now, AccountActions.Enabled, account.UserName);
            return Task.FromResult<Outcome<Account>>(account);
        }, cancellation);

    /// <summary>Makes a link under which the owner sets a new password. The old one works until then.</summary>
    public Task<Outcome<AddedAccount>> MakeLinkAsync(Caller caller, long accountId, CancellationToken cancellation) =>
        WriteAsync<AddedAccount>(caller, accountId, async (context, account, now) =>
        {
            if (account.Disabled)
            {
                return new Refused("The account is disabled. Enable it first.");
            }

            var token = await SetupLinks.MakeAsync(context, accountId, now, options.Value.SetupLinkLifetime, cancellation);
            context.Audit(caller, now, AccountActions.LinkMade, account.UserName);
            return new AddedAccount(accountId, account.UserName, token);
        }, cancellation);

    private async Task<Outcome<AddedAccount>> AddAsync(Caller caller, AccountFacts facts, string? password, CancellationToken cancellation)
    {
        Require(caller);
        var refusal = AccountRules.UserNameRefusal(facts.UserName) ?? AccountRules.DisplayNameRefusal(facts.DisplayName)
            ?? (password is null ? null : PasswordRules.Refusal(password, facts.UserName, facts.DisplayName));
        if (refusal is not null)
        {
            return new Refused(refusal);
        }

        var hash = password is null ? null : await passwords.HashAsync(password, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await RequireStillAsync(context, caller, cancellation);
        if (await context.Accounts.AnyAsync(a => a.UserName == facts.UserName, cancellation))
        {
            return new Refused(NameTaken);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var projects = ProjectsOf(facts);
        var account = new Account
        {
            UserName = facts.UserName,
            DisplayName = facts.DisplayName,
            Role = facts.Role,
            PasswordHash = hash,
            SecurityStamp = Secrets.New(),
            Created = now,
        };
        account.Projects.AddRange(projects.Select(name => new AccountProject { ProjectName = name }));
        context.Add(account);
        await context.SaveChangesAsync(cancellation);
        var token = password is null
            ? await SetupLinks.MakeAsync(context, account.Id, now, options.Value.SetupLinkLifetime, cancellation)
            : null;
        context.Audit(caller, now, AccountActions.Added, account.UserName, ("as", Describe(facts.DisplayName, facts.Role, projects)));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.All);
        return new AddedAccount(account.Id, account.UserName, token);
    }

    private async Task<Outcome<T>> WriteAsync<T>(
        Caller caller, long accountId, Func<OperationsDbContext, Account, DateTime, Task<Outcome<T>>> write, CancellationToken cancellation)
        where T : class
    {
        Require(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await RequireStillAsync(context, caller, cancellation);
        if (await context.Accounts.Include(a => a.Projects).FirstOrDefaultAsync(a => a.Id == accountId, cancellation) is not { } account)
        {
            return new Refused(NoSuchAccount);
        }

        var outcome = await write(context, account, time.GetUtcNow().UtcDateTime);
        if (!outcome.Done)
        {
            return outcome;
        }

        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException error) when (DatabaseError.IsConstraint(error, "tr_account_last_administrator"))
        {
            return new Refused(LastAdministrator);
        }

        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.Of(accountId));
        changes.Publish(AccountTopics.All);
        return outcome;
    }

    private static void Require(Caller caller)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
    }

    /// <summary>Asked again under the write lock: two administrators who disable each other at the same moment must not both succeed.</summary>
    private static async Task RequireStillAsync(OperationsDbContext context, Caller caller, CancellationToken cancellation)
    {
        if (caller.AccountId is { } id && !await context.Accounts.AnyAsync(
            a => a.Id == id && !a.Disabled && a.Role == AccountRole.Administrator, cancellation))
        {
            throw new NotAllowedException("Only an administrator may do this.");
        }
    }

    private static SortedSet<string> ProjectsOf(AccountFacts facts) => facts.Role == AccountRole.ReleaseManager
        ? new(facts.Projects.Select(name => name.Trim()).Where(name => name.Length > 0), StringComparer.Ordinal)
        : [];

    private static Dictionary<string, object> Describe(string displayName, AccountRole role, IEnumerable<string> projects) => new()
    {
        ["display_name"] = displayName,
        ["role"] = Data.Conventions.UpperSnake.Of(role),
        ["projects"] = projects.Order(StringComparer.Ordinal).ToArray(),
    };
}
