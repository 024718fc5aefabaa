using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Projects;

/// <summary>Reads of committees and projects. Whoever is signed in may see all of them.</summary>
public sealed class ProjectQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>Every committee by its shown name, its projects likewise.</summary>
    public async Task<ProjectList> ListAsync(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var committees = await context.Committees.AsNoTracking().ToListAsync(cancellation);
        var keys = await context.KeyLinks.GroupBy(l => l.CommitteeName)
            .ToDictionaryAsync(g => g.Key, g => g.Count(), cancellation);
        var projects = (await context.Projects.AsNoTracking()
            .Select(p => new
            {
                Project = p,
                Count = p.Releases.Count,
                Latest = p.Releases.OrderByDescending(r => r.Created).ThenByDescending(r => r.Name)
                    .Select(r => new LatestRelease(r.Version, r.Phase)).FirstOrDefault(),
            })
            .ToListAsync(cancellation))
            .Select(p => new ProjectRow(ProjectDetails.Of(p.Project), p.Count, p.Latest))
            .OrderBy(p => p.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Details.Name, StringComparer.Ordinal)
            .ToLookup(p => p.Details.CommitteeName);

        return new ProjectList(
            [.. committees
                .OrderBy(c => c.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => new CommitteeRow(CommitteeDetails.Of(c), c.DisplayName, keys.GetValueOrDefault(c.Name), [.. projects[c.Name]]))],
            [.. projects[null]]);
    }

    /// <returns>Null when there is no such project.</returns>
    public async Task<ProjectView?> FindAsync(Caller caller, string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var project = await context.Projects.AsNoTracking().Include(p => p.Committee).SingleOrDefaultAsync(p => p.Name == name, cancellation);
        if (project is null)
        {
            return null;
        }

        var releases = await context.Releases.Where(r => r.ProjectName == name)
            .OrderByDescending(r => r.Created).ThenByDescending(r => r.Name)
            .Select(r => new ReleaseRow(
                r.Version, r.Phase, r.Created, r.Released,
                r.Revisions.OrderByDescending(revision => revision.Seq).Select(revision => revision.Number).FirstOrDefault()))
            .ToListAsync(cancellation);
        var committees = await context.Committees.AsNoTracking().OrderBy(c => c.Name).ToListAsync(cancellation);
        return new ProjectView(
            ProjectDetails.Of(project), project.Committee?.DisplayName, project.Created, project.CreatedBy,
            releases, [.. committees.Select(CommitteeDetails.Of)]);
    }
}
