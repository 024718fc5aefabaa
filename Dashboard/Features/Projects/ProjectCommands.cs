using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Editing;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>
/// Changes to projects. A deleted one takes its policy, the tasks that belong to no release, and the rights of its managers along; one with
/// releases or sub-projects stays.
/// </summary>
public sealed class ProjectCommands(
    IDbContextFactory<ReleaseDbContext> contexts, ProjectGrants grants, TimeProvider time, ILogger<ProjectCommands> logger)
    : EditCommands<Project, ProjectDetails>(contexts, time, logger)
{
    protected override string Noun => "project";

    protected override (string Created, string Changed, string Deleted) Actions =>
        (DomainActions.ProjectCreated, DomainActions.ProjectChanged, DomainActions.ProjectDeleted);

    protected override Task<Project?> FindAsync(ReleaseDbContext context, string name, CancellationToken cancellation) =>
        context.Projects.Include(p => p.ReleasePolicy).SingleOrDefaultAsync(p => p.Name == name, cancellation);

    protected override ProjectDetails Describe(Project entity) => ProjectDetails.Of(entity);

    protected override async Task<string?> WhyRefusedAsync(ReleaseDbContext context, ProjectDetails details, CancellationToken cancellation) =>
        await context.Committees.AnyAsync(c => c.Name == details.CommitteeName, cancellation) ? null : $"There is no committee '{details.CommitteeName}'.";

    protected override Project Build(Caller caller, ProjectDetails details, DateTime now) => new()
    {
        Name = details.Name,
        FullName = details.FullName,
        Description = details.Description,
        CommitteeName = details.CommitteeName,
        Status = details.Status,
        Created = now,
        CreatedBy = caller.UserName,
    };

    protected override void Apply(Project entity, ProjectDetails details) =>
        (entity.FullName, entity.Description, entity.CommitteeName, entity.Status) =
        (details.FullName, details.Description, details.CommitteeName, details.Status);

    protected override async Task<string?> WhyKeptAsync(ReleaseDbContext context, Project entity, CancellationToken cancellation)
    {
        var versions = await context.Releases.Where(r => r.ProjectName == entity.Name).OrderByDescending(r => r.Created).Select(r => r.Version).ToListAsync(cancellation);
        if (versions.Count > 0)
        {
            return $"{entity.DisplayName} was not deleted: it has {Quantity.Of(versions, "release")}, and releases are kept. Set its status to retired instead.";
        }

        var parts = await context.Projects.Where(p => p.SuperProjectName == entity.Name).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        return parts.Count > 0 ? $"{entity.DisplayName} was not deleted: it is the parent of {Quantity.Of(parts, "project")}." : null;
    }

    protected override Task RemoveAsync(ReleaseDbContext context, Project entity, CancellationToken cancellation)
    {
        if (entity.ReleasePolicy is { } policy)
        {
            context.ReleasePolicies.Remove(policy);
        }

        return base.RemoveAsync(context, entity, cancellation);
    }

    protected override Task EndRightsAsync(Caller caller, string name, CancellationToken cancellation) => grants.EndAsync(caller, name, cancellation);
}
