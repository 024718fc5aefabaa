using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>Changes to projects. Each method is one unit of work, for administrators.</summary>
public sealed partial class ProjectCommands(
    IDbContextFactory<ReleaseDbContext> contexts, ManagerGrants grants, TimeProvider time, ILogger<ProjectCommands> logger)
{
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Project>> CreateAsync(Caller caller, ProjectDraft draft, CancellationToken cancellation)
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
        if (await context.Projects.AnyAsync(p => p.Name == draft.Name, cancellation))
        {
            return new Refused($"There is a project '{draft.Name}' already.");
        }

        if (!await context.Committees.AnyAsync(c => c.Name == draft.CommitteeName, cancellation))
        {
            return new Refused($"There is no committee '{draft.CommitteeName}'.");
        }

        var project = new Project
        {
            Name = draft.Name,
            FullName = draft.FullName,
            Description = draft.Description,
            CommitteeName = draft.CommitteeName,
            Status = draft.Status,
            Created = Now,
            CreatedBy = caller.UserName,
        };

        // A deletion may have been cut off between its two databases.
        await grants.EndAsync(caller, project.Name, cancellation);
        context.Projects.Add(project);
        context.Audit(caller, Now, DomainActions.ProjectCreated, project.Name, ("as", draft));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogCreated(project.Name, caller.UserName);
        return project;
    }

    /// <param name="before">What the caller saw: a change by somebody else in between is not overwritten.</param>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Project>> UpdateAsync(
        Caller caller, ProjectDraft before, ProjectDraft draft, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        draft = draft.Tidy() with { Name = before.Name };
        if (draft.Validate() is { } rule)
        {
            return new Refused(rule);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var project = await context.Projects.SingleOrDefaultAsync(p => p.Name == before.Name, cancellation);
        if (project is null)
        {
            return new Refused($"There is no project '{before.Name}' any more: somebody has deleted it.");
        }

        if (ProjectDraft.Of(project) != before)
        {
            return new Refused("Somebody else has changed this project meanwhile. Close, look at it, and edit it again.");
        }

        if (!await context.Committees.AnyAsync(c => c.Name == draft.CommitteeName, cancellation))
        {
            return new Refused($"There is no committee '{draft.CommitteeName}'.");
        }

        project.FullName = draft.FullName;
        project.Description = draft.Description;
        project.CommitteeName = draft.CommitteeName;
        project.Status = draft.Status;
        context.Audit(caller, Now, DomainActions.ProjectChanged, project.Name, ("from", before), ("to", draft));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        LogUpdated(project.Name, caller.UserName);
        return project;
    }

    /// <summary>Deletes a project with its policy, the tasks that belong to no release, and the rights of its managers. One with releases or parts stays.</summary>
    /// <exception cref="NotAllowedException">The caller is no administrator.</exception>
    public async Task<Outcome<Project>> DeleteAsync(Caller caller, string name, CancellationToken cancellation)
    {
        caller.RequireAdministrator();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var project = await context.Projects.Include(p => p.ReleasePolicy).SingleOrDefaultAsync(p => p.Name == name, cancellation);
        if (project is null)
        {
            return new Refused($"There is no project '{name}' any more: somebody has deleted it.");
        }

        var versions = await context.Releases.Where(r => r.ProjectName == name).OrderByDescending(r => r.Created).Select(r => r.Version).ToListAsync(cancellation);
        if (versions.Count > 0)
        {
            return new Refused($"{project.DisplayName} is not deleted: it has {Quantity.Of(versions, "release")}, and releases are kept. Set its status to retired instead.");
        }

        var parts = await context.Projects.Where(p => p.SuperProjectName == name).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellation);
        if (parts.Count > 0)
        {
            return new Refused($"{project.DisplayName} is not deleted: {Quantity.Of(parts, "project")} belong to it.");
        }

        if (project.ReleasePolicy is { } policy)
        {
            context.ReleasePolicies.Remove(policy);
        }

        context.Projects.Remove(project);
        context.Audit(caller, Now, DomainActions.ProjectDeleted, name, ("was", ProjectDraft.Of(project)));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);

        // Not cancelled any more: half a deletion would leave rights to nothing.
        await grants.EndAsync(caller, name, CancellationToken.None);
        LogDeleted(name, caller.UserName);
        return project;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    [LoggerMessage(LogLevel.Information, "Project {Project} was created by {User}")]
    private partial void LogCreated(string project, string user);

    [LoggerMessage(LogLevel.Information, "Project {Project} was changed by {User}")]
    private partial void LogUpdated(string project, string user);

    [LoggerMessage(LogLevel.Information, "Project {Project} was deleted by {User}")]
    private partial void LogDeleted(string project, string user);
}
