using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>Changes to committees. Each method is one unit of work, for administrators.</summary>
public sealed partial class CommitteeCommands(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time, ILogger<CommitteeCommands> logger)
{
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Committee>> CreateAsync(Caller caller, CommitteeDraft draft, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        draft = draft.Tidy();
        if (draft.Validate() is { } rule)
        {
            return new Refused(rule);
        }

        // Every transaction begins as a writer: what is looked at here still holds when it is written.
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await context.Committees.AnyAsync(c => c.Name == draft.Name, cancellation))
        {
            return new Refused($"There is a committee '{draft.Name}' already.");
        }

        if (await WhyNoParentAsync(context, draft, cancellation) is { } reason)
        {
            return new Refused(reason);
        }

        var committee = new Committee
        {
            Name = draft.Name,
            FullName = draft.FullName,
            IsPodling = draft.IsPodling,
            ParentCommitteeName = draft.ParentName,
        };
        context.Committees.Add(committee);
        context.Audit(caller, Now, DomainActions.CommitteeCreated, committee.Name, ("as", draft));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogCreated(committee.Name, caller.UserName);
        return committee;
    }

    /// <param name="before">What the caller saw: a change by somebody else in between is not overwritten.</param>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Committee>> UpdateAsync(
        Caller caller, CommitteeDraft before, CommitteeDraft draft, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        draft = draft.Tidy() with { Name = before.Name };
        if (draft.Validate() is { } rule)
        {
            return new Refused(rule);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var committee = await context.Committees.SingleOrDefaultAsync(c => c.Name == before.Name, cancellation);
        if (committee is null)
        {
            return new Refused($"There is no committee '{before.Name}' any more: somebody has deleted it.");
        }

        if (CommitteeDraft.Of(committee) != before.Tidy())
        {
            return new Refused("Somebody else has changed this committee meanwhile. Close, look at it, and edit it again.");
        }

        if (await WhyNoParentAsync(context, draft, cancellation) is { } reason)
        {
            return new Refused(reason);
        }

        committee.FullName = draft.FullName;
        committee.IsPodling = draft.IsPodling;
        committee.ParentCommitteeName = draft.ParentName;
        context.Audit(caller, Now, DomainActions.CommitteeChanged, committee.Name, ("from", before.Tidy()), ("to", draft));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogUpdated(committee.Name, caller.UserName);
        return committee;
    }

    /// <summary>Deletes a committee with its links to keys. One that has projects or podlings stays.</summary>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Committee>> DeleteAsync(Caller caller, string name, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var committee = await context.Committees.Include(c => c.KeyLinks).SingleOrDefaultAsync(c => c.Name == name, cancellation);
        if (committee is null)
        {
            return new Refused($"There is no committee '{name}' any more: somebody has deleted it.");
        }

        var projects = await context.Projects.Where(p => p.CommitteeName == name).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        if (projects.Count > 0)
        {
            return new Refused($"{committee.DisplayName} is not deleted: it has {Quantity.Of(projects, "project")}. First move every project to another committee, or delete it.");
        }

        var podlings = await context.Committees.Where(c => c.ParentCommitteeName == name).OrderBy(c => c.Name).Select(c => c.Name).ToListAsync(cancellation);
        if (podlings.Count > 0)
        {
            return new Refused($"{committee.DisplayName} is not deleted: it is the parent of {Quantity.Of(podlings, "committee")}. Give them another parent first.");
        }

        context.Committees.Remove(committee);
        context.Audit(caller, Now, DomainActions.CommitteeDeleted, name, ("was", CommitteeDraft.Of(committee)), ("keys", committee.KeyLinks.Count));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogDeleted(name, caller.UserName);
        return committee;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static async Task<string?> WhyNoParentAsync(ReleaseDbContext context, CommitteeDraft draft, CancellationToken cancellation)
    {
        if (draft.ParentName is null)
        {
            return null;
        }

        if (draft.ParentName == draft.Name)
        {
            return "A committee is not its own parent.";
        }

        var parents = await context.Committees.ToDictionaryAsync(c => c.Name, c => c.ParentCommitteeName, cancellation);
        if (!parents.TryGetValue(draft.ParentName, out var above))
        {
            return $"There is no committee '{draft.ParentName}' to be the parent.";
        }

        // The chain above the parent is free of circles, since none is ever written: it ends, or it comes to this committee.
        for (; above is not null; above = parents[above])
        {
            if (above == draft.Name)
            {
                return $"'{draft.ParentName}' stands below '{draft.Name}': it cannot be its parent too.";
            }
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "Committee {Committee} was created by {User}")]
    private partial void LogCreated(string committee, string user);

    [LoggerMessage(LogLevel.Information, "Committee {Committee} was changed by {User}")]
    private partial void LogUpdated(string committee, string user);

    [LoggerMessage(LogLevel.Information, "Committee {Committee} was deleted by {User}")]
    private partial void LogDeleted(string committee, string user);
}
