using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Votes;

/// <summary>The rules for votes of a release: its own policy, else its project's, else the defaults.</summary>
internal static class VotePolicies
{
    public const int LeastHours = 72;
    public const int MostHours = 144;

    /// <summary>Returns the policy that applies; null for the defaults.</summary>
    public static Task<ReleasePolicy?> FindAsync(ReleaseDbContext context, string projectName, string version, CancellationToken cancellation) =>
        context.Releases.AsNoTracking().Where(r => r.ProjectName == projectName && r.Version == version)
            .Select(r => r.ReleasePolicy ?? r.Project.ReleasePolicy).SingleOrDefaultAsync(cancellation);

    /// <summary>Returns the shortest duration of a vote, in hours.</summary>
    public static async Task<int> MinHoursAsync(ReleaseDbContext context, string projectName, string version, CancellationToken cancellation) =>
        (await FindAsync(context, projectName, version, cancellation))?.MinHours ?? ReleasePolicy.DefaultMinHours;
}
