using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Accounts;

/// <summary>The rows behind the links, written in the unit of work of who makes or uses one.</summary>
internal static class SetupLinks
{
    /// <summary>Adds a link to the context; older ones for the same account are worth nothing from then on.</summary>
    /// <param name="accountId">Null for the first administrator.</param>
    public static async Task<string> MakeAsync(
        OperationsDbContext context, long? accountId, DateTime now, TimeSpan lifetime, CancellationToken cancellation)
    {
        await ReplaceAsync(context, accountId, now, cancellation);
        var token = Secrets.New();
        context.Add(new SetupLink { AccountId = accountId, TokenHash = Secrets.HashOf(token), Created = now, Expires = now + lifetime });
        return token;
    }

    /// <summary>Makes the account's unused links worth nothing.</summary>
    public static Task ReplaceAsync(OperationsDbContext context, long? accountId, DateTime now, CancellationToken cancellation) =>
        context.SetupLinks.Where(l => l.AccountId == accountId && l.Used == null)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Used, now), cancellation);

    /// <summary>The condition of the database's trigger: an administrator who can sign in, whom nobody needs to create.</summary>
    public static Task<bool> HaveAdministratorAsync(OperationsDbContext context, CancellationToken cancellation) =>
        context.Accounts.AnyAsync(a => a.Role == AccountRole.Administrator && !a.Disabled && a.PasswordHash != null, cancellation);
}
