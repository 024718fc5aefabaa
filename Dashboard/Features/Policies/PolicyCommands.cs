using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Policies;

/// <summary>Reads and changes the vote policies of projects.</summary>
public sealed class PolicyCommands(IDbContextFactory<ReleaseDbContext> contexts, MailOutbox mails, TimeProvider time)
{
    /// <returns>Null when there is no such project.</returns>
    public async Task<PolicyDetails?> FindAsync(Caller caller, string projectName, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var project = await context.Projects.AsNoTracking().Include(p => p.ReleasePolicy).SingleOrDefaultAsync(p => p.Name == projectName, cancellation);
        return project is null ? null : PolicyDetails.Of(project.ReleasePolicy);
    }

    /// <summary>Changes a policy. A vote that runs keeps the end that it was started with.</summary>
    /// <param name="before">What the caller saw: another person's change since then is not overwritten.</param>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<PolicyDetails>> UpdateAsync(
        Caller caller, string projectName, PolicyDetails before, PolicyDetails details, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        details = details.Normalize();
        if (details.Validate(mails) is { } invalid)
        {
            return invalid;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await context.Projects.Include(p => p.ReleasePolicy).SingleOrDefaultAsync(p => p.Name == projectName, cancellation) is not { } project)
        {
            return Refused.NotFound($"There is no project '{projectName}' any more: it was deleted.");
        }

        if (PolicyDetails.Of(project.ReleasePolicy) != before.Normalize())
        {
            return new Refused("This policy was changed by someone else since you opened it. Reload the page, look at the change, and edit again.");
        }

        var policy = project.ReleasePolicy ??= new ReleasePolicy();
        policy.MinHours = details.MinHours;
        policy.MailtoAddresses.Clear();
        policy.MailtoAddresses.AddRange(details.RecipientList);
        policy.StartVoteTemplate = details.VoteTemplate ?? "";
        policy.AnnounceReleaseTemplate = details.AnnouncementTemplate ?? "";
        context.Audit(caller, time.GetUtcNow().UtcDateTime, DomainActions.PolicyChanged, projectName, ("from", before), ("to", details));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return details;
    }
}
