using Dashboard.Checks;
using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Blobs;
using Dashboard.Features.Keys;
using Dashboard.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Checks;

/// <summary>Checks one artifact against its companions, in one pass over its content.</summary>
public sealed class ArtifactCheckHandler(
    IDbContextFactory<ReleaseDbContext> contexts, BlobStore blobs, KeyQueries keys, IOptions<TaskOptions> options, TimeProvider time) : ITaskHandler
{
    public ReleaseTaskType Type => ReleaseTaskType.ArtifactCheck;

    public TimeSpan TimeLimit => options.Value.ArtifactCheckLimit;

    public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
    {
        var claim = run.Claim;
        var (files, ring, isPodling) = await ReadAsync(claim, cancellation);
        run.Log(TaskLogLevel.Information, $"{claim.PrimaryRelPath} has {ByteSize.Of(files[claim.PrimaryRelPath!].Size)}; {ring.Keys.Count} of the committee's keys can be used.");
        var plan = new ArtifactPlan(claim.PrimaryRelPath!, [.. claim.Steps.Select(step => new PlannedCheck(step.Name, step.RelPath!))]) { IsPodling = isPodling };
        var now = time.GetUtcNow().UtcDateTime;
        var outcomes = await ArtifactChecks.RunAsync(plan, new RevisionContent(blobs, files), ring, new Observer(run), now, cancellation);
        var results = outcomes
            .SelectMany(outcome => outcome.Findings.Select(finding =>
                CheckResults.Of(claim, outcome.Check.Name, claim.PrimaryRelPath, finding, now)))
            .ToList();
        return TaskOutcome.Completed(CheckResults.Summary(results), results);
    }

    private async Task<(Dictionary<string, (string Sha256, long Size)> Files, KeyRing Keys, bool IsPodling)> ReadAsync(TaskClaim claim, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var revision = Revision.NameOf(claim.ReleaseName!, claim.RevisionNumber!);
        var paths = claim.Steps.Select(step => step.RelPath!).Append(claim.PrimaryRelPath!).ToList();
        var files = await context.RevisionFiles.Where(f => f.RevisionName == revision && paths.Contains(f.Path))
            .Select(f => new { f.Path, f.Sha256, f.Blob.Size }).ToListAsync(cancellation);
        var committee = await context.Projects.Where(p => p.Name == claim.ProjectName)
            .Select(p => new { Name = p.CommitteeName, IsPodling = p.Committee != null && p.Committee.IsPodling }).SingleAsync(cancellation);
        return (
            files.ToDictionary(f => f.Path, f => (f.Sha256, f.Size), StringComparer.Ordinal),
            committee.Name is null ? KeyRing.Empty : await keys.RingOfAsync(committee.Name, cancellation),
            committee.IsPodling);
    }

    private sealed class Observer(TaskRun run) : ICheckObserver
    {
        private readonly Dictionary<string, int> _ordinals = run.Claim.Steps.ToDictionary(step => step.Name, step => step.Ordinal);

        public void Started(PlannedCheck check)
        {
            run.Start(_ordinals[check.Name]);
            run.Log(TaskLogLevel.Information, $"{check.Name}: reading {check.CompanionPath}");
        }

        public void Progress(PlannedCheck check, long done, long total) => run.Report(_ordinals[check.Name], done);

        public void Finished(PlannedCheck check, IReadOnlyList<Finding> findings)
        {
            foreach (var finding in findings)
            {
                run.Log(LevelOf(finding.Status), $"{check.Name}: {finding.Message}");
            }

            run.End(_ordinals[check.Name], findings.MaxBy(finding => finding.Status)?.Message);
        }

        private static TaskLogLevel LevelOf(FindingStatus status) => status switch
        {
            FindingStatus.Note or FindingStatus.Suggestion => TaskLogLevel.Information,
            FindingStatus.Concern => TaskLogLevel.Warning,
            _ => TaskLogLevel.Error,
        };
    }
}
