using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Dashboard.Data.Operations;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Finds who asks, as the database has it now: a disabled account, an ended session and a revoked token have no rights from that moment on.</summary>
public sealed partial class Callers(
    IDbContextFactory<OperationsDbContext> contexts, IOptions<AccountOptions> options, TimeProvider time, ILogger<Callers> logger)
{
    private static readonly TimeSpan SessionSeenEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TokenUsedEvery = TimeSpan.FromMinutes(1);

    /// <returns>Null when the principal is nobody, or nobody any longer.</returns>
    public async Task<Caller?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (principal.FindFirstValue(AccountClaims.Session) is { } secret)
        {
            return await FindSessionAsync(secret, cancellation);
        }

        return long.TryParse(principal.FindFirstValue(AccountClaims.Token), NumberStyles.None, CultureInfo.InvariantCulture, out var tokenId)
            ? await FindTokenAsync(tokenId, cancellation)
            : null;
    }

    /// <summary>The principal of an API token, which is noted as used.</summary>
    /// <returns>Null when there is no such token, or it has ended.</returns>
    public async Task<ClaimsPrincipal?> FindByTokenAsync(string token, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var hash = Secrets.HashOf(token);
        // The index compares hashes: how far it got says nothing of the token. The comparison after it does not depend on the index's honesty.
        var row = await context.AccessTokens.Where(t => t.TokenHash == hash)
            .Select(t => new { t.Id, t.TokenHash, t.LastUsed }).FirstOrDefaultAsync(cancellation);
        if (row is null || !CryptographicOperations.FixedTimeEquals(row.TokenHash, hash) || await FindTokenAsync(row.Id, cancellation) is not { } caller)
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var due = now - TokenUsedEvery;
        if (row.LastUsed is null || row.LastUsed <= due)
        {
            await NoteAsync(context, () => context.AccessTokens.Where(t => t.Id == row.Id && (t.LastUsed == null || t.LastUsed <= due))
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsed, now), cancellation));
        }

        return AccountClaims.PrincipalOf(caller, AccountClaims.Token, row.Id.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<Caller?> FindSessionAsync(string secret, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var oldest = now - options.Value.MaxSessionAge;
        var hash = Secrets.HashOf(secret);
        var row = await context.AccountSessions
            .Where(s => s.TokenHash == hash && s.Ended == null && s.Created >= oldest
                && !s.Account!.Disabled && s.Account.SecurityStamp == s.SecurityStamp)
            .Select(s => new
            {
                s.Id,
                s.AccountId,
                s.LastSeen,
                s.Account!.UserName,
                s.Account.DisplayName,
                s.Account.Role,
                Projects = s.Account.Projects.Select(p => p.ProjectName).ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (row is null)
        {
            return null;
        }

        var due = now - SessionSeenEvery;
        if (row.LastSeen <= due)
        {
            await NoteAsync(context, () => context.AccountSessions.Where(s => s.Id == row.Id && s.LastSeen <= due)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeen, now), cancellation));
        }

        return new Caller
        {
            AccountId = row.AccountId,
            UserName = row.UserName,
            DisplayName = row.DisplayName,
            Role = row.Role,
            Projects = row.Projects.ToFrozenSet(StringComparer.Ordinal),
            Kind = CallerKind.Session,
            SessionId = row.Id,
        };
    }

    private async Task<Caller?> FindTokenAsync(long tokenId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var row = await context.AccessTokens
            .Where(t => t.Id == tokenId && t.Revoked == null && t.Expires > now && !t.Account!.Disabled)
            .Select(t => new
            {
                t.AccountId,
                t.Account!.UserName,
                t.Account.DisplayName,
                t.Account.Role,
                Projects = t.Account.Projects.Select(p => p.ProjectName).ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        return row is null ? null : new Caller
        {
            AccountId = row.AccountId,
            UserName = row.UserName,
            DisplayName = row.DisplayName,
            Role = row.Role,
            Projects = row.Projects.ToFrozenSet(StringComparer.Ordinal),
            Kind = CallerKind.Token,
        };
    }

    /// <summary>Records when an account was last seen. A failure, such as a full disk, refuses nobody, and it does not wait for another writer.</summary>
    private async Task NoteAsync(OperationsDbContext context, Func<Task<int>> note)
    {
        try
        {
            await context.Database.OpenWithoutWaitingAsync();
            await note();
        }
        catch (DbException error)
        {
            LogNotNoted(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Recording when an account was last seen failed")]
    private partial void LogNotNoted(Exception error);
}
