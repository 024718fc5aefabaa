using Dashboard.Data;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Keys;

/// <summary>Who changes a committee's keys: administrators, and whoever manages one of its projects.</summary>
internal static class KeyRights
{
    public static async Task<bool> MayImportAsync(ReleaseDbContext context, Caller caller, string committeeName, CancellationToken cancellation) =>
        caller.IsAdministrator
        || (await context.Projects.Where(p => p.CommitteeName == committeeName).Select(p => p.Name).ToListAsync(cancellation)).Exists(caller.CanManage);
}
