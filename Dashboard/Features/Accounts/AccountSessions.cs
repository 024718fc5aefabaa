using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <summary>The rows behind the cookies, written in the unit of work of who signs in.</summary>
internal static class AccountSessions
{
    /// <summary>Begins a session: always a new one, whatever cookie the browser had before.</summary>
    public static async Task<NewSession> BeginAsync(
        OperationsDbContext context, Account account, string securityStamp, SignInOrigin origin, DateTime now, TimeSpan maxAge, CancellationToken cancellation)
    {
        var oldest = now - maxAge;
        await context.AccountSessions.Where(s => s.AccountId == account.Id && s.Created < oldest).ExecuteDeleteAsync(cancellation);
        var secret = Secrets.New();
        var session = new AccountSession
        {
            AccountId = account.Id,
            TokenHash = Secrets.HashOf(secret),
            SecurityStamp = securityStamp,
            Created = now,
            LastSeen = now,
            RemoteAddress = origin.Address?.ToString(),
            UserAgent = origin.UserAgent,
        };
        context.Add(session);
        await context.SaveChangesAsync(cancellation);
        return new NewSession(
            new Caller
            {
                AccountId = account.Id,
                UserName = account.UserName,
                DisplayName = account.DisplayName,
                Role = account.Role,
                Kind = CallerKind.Session,
                SessionId = session.Id,
            },
            secret);
    }
}
