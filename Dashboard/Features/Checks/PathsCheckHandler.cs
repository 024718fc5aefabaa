using Dashboard.Checks;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Checks;

/// <summary>Checks the paths and names of a whole revision.</summary>
public sealed class PathsCheckHandler(IDbContextFactory<ReleaseDbContext> contexts, IOptions<TaskOptions> options, TimeProvider time) : ITaskHandler
{
    public ReleaseTaskType Type => ReleaseTaskType.PathsCheck;

    public TimeSpan TimeLimit => options.Value.PathsCheckLimit;

    public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
    {
        var claim = run.Claim;
        run.Start(1);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var revision = Revision.NameOf(claim.ReleaseName!, claim.RevisionNumber!);
        var paths = await context.RevisionFiles.Where(f => f.RevisionName == revision).Select(f => f.Path).ToListAsync(cancellation);
        var podling = await context.Projects.Where(p => p.Name == claim.ProjectName)
            .Select(p => p.Committee != null && p.Committee.IsPodling).SingleAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var results = PathsCheck.Run(paths, podling)
            // An empty path means the release as a whole.
            .Select(found => CheckResults.Of(claim, CheckNames.Paths, found.Path.Length == 0 ? null : found.Path, found.Finding, now))
            .ToList();
        var wrong = results.Count(result => result.Status != CheckResultStatus.Note);
        run.End(1, wrong == 0 ? "Every path is as it should be." : $"{wrong} of {results.Count} findings need a look.");
        return TaskOutcome.Completed(CheckResults.Summary(results), results);
    }
}
