using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Lifecycle;

internal static class ReleaseSituations
{
    /// <summary>Reads a release's situation. In a transaction with the write lock it holds until the commit.</summary>
    /// <returns>Null when there is no such release.</returns>
    public static async Task<ReleaseSituation?> ReadAsync(ReleaseDbContext context, string projectName, string version, CancellationToken cancellation)
    {
        var release = await context.Releases.Where(r => r.ProjectName == projectName && r.Version == version)
            .Select(r => new
            {
                r.Name,
                r.Phase,
                r.Project.CommitteeName,
                Latest = r.Revisions.OrderByDescending(x => x.Seq).Select(x => new { x.Number, Files = x.Files.Count }).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellation);
        if (release is null)
        {
            return null;
        }

        var number = release.Latest?.Number;
        var tasks = await context.Tasks
            .Where(t => t.ProjectName == projectName && t.VersionName == version && t.RevisionNumber == number && number != null
                && !context.Tasks.Any(later => later.RetryOfId == t.Id))
            .GroupBy(t => t.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var blockers = await context.CheckResults.CountAsync(
            r => r.ReleaseName == release.Name && r.RevisionNumber == number
                && (r.Status == CheckResultStatus.Blocker || r.Status == CheckResultStatus.Exception),
            cancellation);
        var vote = await context.Votes.Where(v => v.ReleaseName == release.Name && v.Resolved == null)
            .Select(v => new RunningVote(v.Id, v.RevisionNumber, v.ManifestSha256, v.Started, v.Ends, v.StartedBy)).SingleOrDefaultAsync(cancellation);
        var announcement = await context.Tasks
            .Where(t => t.ProjectName == projectName && t.VersionName == version && t.RevisionNumber == null && t.TaskType == ReleaseTaskType.Announce)
            .OrderByDescending(t => t.Id).Select(t => new AnnouncementTask(t.Id, t.Status)).FirstOrDefaultAsync(cancellation);
        return new ReleaseSituation(
            release.Name, projectName, version, release.Phase, release.CommitteeName, number, release.Latest?.Files ?? 0,
            tasks.GetValueOrDefault(ReleaseTaskStatus.Queued) + tasks.GetValueOrDefault(ReleaseTaskStatus.Active),
            tasks.GetValueOrDefault(ReleaseTaskStatus.Failed), blockers, vote, announcement);
    }
}
