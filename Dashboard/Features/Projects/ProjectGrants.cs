using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>
/// Which accounts manage a project is kept by its name, in another database. Whoever managed one that is gone must not find themselves the
/// manager of a new one that happens to have its name.
/// </summary>
public sealed class ProjectGrants(IDbContextFactory<OperationsDbContext> contexts, ChangeFeed changes, TimeProvider time)
{
    /// <summary>Removes a project from all accounts that manage it.</summary>
    public async Task EndAsync(Caller caller, string projectName, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var accounts = await context.Accounts.Include(a => a.Projects)
            .Where(a => a.Projects.Any(p => p.ProjectName == projectName)).ToListAsync(cancellation);
        foreach (var account in accounts)
        {
            account.Projects.RemoveAll(project => project.ProjectName == projectName);
            context.Audit(caller, time.GetUtcNow().UtcDateTime, AccountActions.Changed, account.UserName, ("removedProject", projectName));
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var account in accounts)
        {
            changes.Publish(AccountTopics.All);
            changes.Publish(AccountTopics.Of(account.Id));
        }
    }
}
