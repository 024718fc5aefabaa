using Dashboard.Data.Operations;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <param name="Text">The key itself, shown this once.</param>
public sealed record NewToken(long Id, string Text, DateTime Expires)
{
    /// <summary>Without the key: records print themselves into logs.</summary>
    public override string ToString() => $"API token {Id}";
}

/// <summary>Keys for scripts. Each method is one unit of work, its audit entry included.</summary>
public sealed class TokenCommands(IDbContextFactory<OperationsDbContext> contexts, ChangeFeed changes, TimeProvider time)
{
    public const int MaxLifetimeDays = 366;

    /// <summary>An account's tokens that work at the same time.</summary>
    public const int MaxTokens = 50;

    /// <param name="accountId">The caller's own account; the command line may name any.</param>
    public async Task<Outcome<NewToken>> MakeAsync(Caller caller, long accountId, string label, TimeSpan lifetime, CancellationToken cancellation)
    {
        caller.RequireNoToken();
        if (caller.AccountId is { } own && own != accountId)
        {
            throw new NotAllowedException("A token is made by the owner of the account.");
        }

        label = label.Trim();
        if (label.Length is 0 or > AccessToken.MaxLabelLength)
        {
            return new Refused($"Say in 1 to {AccessToken.MaxLabelLength} characters what the token is for.");
        }

        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > TimeSpan.FromDays(MaxLifetimeDays))
        {
            return new Refused($"A token lives for at most {MaxLifetimeDays} days.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var userName = await context.Accounts.Where(a => a.Id == accountId && !a.Disabled).Select(a => a.UserName).FirstOrDefaultAsync(cancellation);
        if (userName is null)
        {
            return new Refused("There is no such account, or it is disabled.");
        }

        if (await context.AccessTokens.CountAsync(t => t.AccountId == accountId && t.Revoked == null && t.Expires > now, cancellation) >= MaxTokens)
        {
            return new Refused($"An account has at most {MaxTokens} tokens. Revoke one first.");
        }

        var text = Secrets.New(Secrets.AccessTokenPrefix);
        var token = new AccessToken
        {
            AccountId = accountId,
            TokenHash = Secrets.HashOf(text),
            Label = label,
            Created = now,
            Expires = now + lifetime,
        };
        context.Add(token);
        await context.SaveChangesAsync(cancellation);
        context.Audit(caller, now, AccountActions.TokenMade, userName, ("token", token.Id), ("label", label), ("expires", token.Expires));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.Of(accountId));
        return new NewToken(token.Id, text, token.Expires);
    }

    /// <summary>Ends a token of the caller's own account; an administrator ends anybody's.</summary>
    /// <returns>False when there is no such token that works.</returns>
    public async Task<bool> RevokeAsync(Caller caller, long tokenId, CancellationToken cancellation)
    {
        caller.RequireNoToken();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var token = await context.AccessTokens
            .Where(t => t.Id == tokenId && t.Revoked == null && (t.AccountId == caller.AccountId || caller.IsAdministrator))
            .Select(t => new { t.AccountId, t.Account!.UserName, t.Label }).FirstOrDefaultAsync(cancellation);
        if (token is null)
        {
            return false;
        }

        await context.AccessTokens.Where(t => t.Id == tokenId).ExecuteUpdateAsync(t => t.SetProperty(x => x.Revoked, now), cancellation);
        context.Audit(caller, now, AccountActions.TokenRevoked, token.UserName, ("token", tokenId), ("label", token.Label));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        changes.Publish(AccountTopics.Of(token.AccountId));
        return true;
    }
}
