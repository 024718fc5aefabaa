using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Releases;

/// <summary>Changes to releases as wholes. Each method is one unit of work.</summary>
public sealed class ReleaseCommands(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time)
{
    /// <summary>Starts a release in its draft phase, without files.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<Release>> CreateAsync(Caller caller, string projectName, string version, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        if (VersionName.Validate(version) is { } rule)
        {
            return Refused.Invalid("version", rule);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var project = await context.Projects.SingleOrDefaultAsync(p => p.Name == projectName, cancellation);
        if (project is null)
        {
            return Refused.Invalid("project", $"There is no project '{projectName}'.");
        }

        if (project.Status != ProjectStatus.Active)
        {
            return new Refused($"{project.DisplayName} is not active: an administrator must make it active before it can be released.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var release = new Release(projectName, version, now);
        context.Releases.Add(release);
        context.Audit(caller, now, DomainActions.ReleaseCreated, release.Name);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException error) when (DatabaseError.IsConstraint(error))
        {
            // Two projects' names and versions can run together into one name: foo-bar 1 and foo bar-1.
            return new Refused($"There is a release '{release.Name}' already.");
        }

        return release;
    }
}
