using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Editing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>Changes to committees. A deleted one takes its links to keys along; one that has projects or podlings stays.</summary>
public sealed class CommitteeCommands(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time, ILogger<CommitteeCommands> logger)
    : EditCommands<Committee, CommitteeDetails>(contexts, time, logger)
{
    protected override string Noun => "committee";

    protected override (string Created, string Changed, string Deleted) Actions =>
        (DomainActions.CommitteeCreated, DomainActions.CommitteeChanged, DomainActions.CommitteeDeleted);

    protected override Task<Committee?> FindAsync(ReleaseDbContext context, string name, CancellationToken cancellation) =>
        context.Committees.Include(c => c.KeyLinks).SingleOrDefaultAsync(c => c.Name == name, cancellation);

    protected override CommitteeDetails Describe(Committee entity) => CommitteeDetails.Of(entity);

    protected override async Task<string?> WhyRefusedAsync(ReleaseDbContext context, CommitteeDetails details, CancellationToken cancellation)
    {
        if (details.ParentName is null)
        {
            return null;
        }

        if (details.ParentName == details.Name)
        {
            return "A committee cannot be its own parent.";
        }

        var parents = await context.Committees.ToDictionaryAsync(c => c.Name, c => c.ParentCommitteeName, cancellation);
        if (!parents.TryGetValue(details.ParentName, out var above))
        {
            return $"There is no committee '{details.ParentName}' to be the parent.";
        }

        // No cycle is ever written, so the chain above the parent ends, or it comes to this committee.
        for (; above is not null; above = parents[above])
        {
            if (above == details.Name)
            {
                return $"'{details.ParentName}' is part of '{details.Name}', so it cannot be its parent.";
            }
        }

        return null;
    }

    protected override Committee Build(Caller caller, CommitteeDetails details, DateTime now) => new()
    {
        Name = details.Name,
        FullName = details.FullName,
        IsPodling = details.IsPodling,
        ParentCommitteeName = details.ParentName,
        CommitteeMembers = [.. details.MemberNames],
    };

    protected override void Apply(Committee entity, CommitteeDetails details)
    {
        (entity.FullName, entity.IsPodling, entity.ParentCommitteeName) = (details.FullName, details.IsPodling, details.ParentName);
        entity.CommitteeMembers.Clear();
        entity.CommitteeMembers.AddRange(details.MemberNames);
    }

    protected override async Task<string?> WhyKeptAsync(ReleaseDbContext context, Committee entity, CancellationToken cancellation)
    {
        var projects = await context.Projects.Where(p => p.CommitteeName == entity.Name).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        if (projects.Count > 0)
        {
            return $"{entity.DisplayName} was not deleted: it has {Quantity.Of(projects, "project")}. First move every project to another committee, or delete it.";
        }

        var podlings = await context.Committees.Where(c => c.ParentCommitteeName == entity.Name).OrderBy(c => c.Name).Select(c => c.Name).ToListAsync(cancellation);
        return podlings.Count > 0
            ? $"{entity.DisplayName} was not deleted: it is the parent of {Quantity.Of(podlings, "committee")}. Give them another parent first."
            : null;
    }
}
