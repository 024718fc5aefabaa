using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Lifecycle;
using Dashboard.Features.Mail;
using Dashboard.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Announcements;

/// <summary>
/// Announces a release in three steps that only go forward, each of which can be killed and run again. The files are copied aside; one transaction
/// makes the release public, enqueues its mail and cannot be half done; the copy is renamed into the download tree. Before the transaction nothing is
/// public, and after it every further run only completes the publication.
/// </summary>
public sealed class AnnounceHandler(IDbContextFactory<ReleaseDbContext> contexts, DownloadTree downloads, MailOutbox mails, TimeProvider time) : ITaskHandler
{
    public const int Stage = 1;
    public const int Release = 2;
    public const int Publish = 3;

    public ReleaseTaskType Type => ReleaseTaskType.Announce;

    public TimeSpan TimeLimit { get; } = TimeSpan.FromHours(1);

    public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
    {
        var (project, version) = (run.Claim.ProjectName!, run.Claim.VersionName!);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var task = await context.Tasks.AsNoTracking().SingleAsync(t => t.Id == run.Claim.TaskId, cancellation);
        var announcement = JsonSerializer.Deserialize<Announcement>(task.TaskArgs)!;
        var release = (await ReleaseSituations.ReadAsync(context, project, version, cancellation))!;
        if (release.CommitteeName is not { } committee)
        {
            return TaskOutcome.Failed(TaskErrorKind.Error, "The project no longer has a committee. An administrator must assign one; then retry this task.");
        }

        if (release.Phase == ReleasePhase.Release && downloads.Has(committee, project, version))
        {
            foreach (var step in run.Claim.Steps)
            {
                run.End(step.Ordinal, "Done by an earlier attempt.");
            }

            return Done(committee, project, version);
        }

        run.Start(Stage);
        var revision = Revision.NameOf(release.ReleaseName, announcement.Revision);
        var files = await context.RevisionFiles.Where(f => f.RevisionName == revision).OrderBy(f => f.Path)
            .Select(f => new { f.Path, f.Sha256 }).ToListAsync(cancellation);
        await downloads.StageAsync(
            run.Claim.TaskId, [.. files.Select(f => (f.Path, f.Sha256))], copied => run.Report(Stage, copied), cancellation);
        run.End(Stage, $"{Quantity.Of(files.Count, "file")} copied, each with the digest that was voted on.");

        run.Start(Release);
        if (await ReleaseAsync(task, project, version, announcement, cancellation) is { } refused)
        {
            downloads.Discard(run.Claim.TaskId);
            return TaskOutcome.Failed(TaskErrorKind.Error, refused.Reason);
        }

        run.End(Release, $"The mail to {announcement.Recipient} is queued.");

        // No longer cancelled: the release is public now.
        run.Start(Publish);
        downloads.Publish(run.Claim.TaskId, committee, project, version);
        run.End(Publish, $"Published at downloads/{committee}/{project}/{version}.");
        return Done(committee, project, version);
    }

    /// <summary>Makes the release public and enqueues the mail, in one transaction. Does nothing when an earlier attempt has.</summary>
    /// <returns>Why it cannot be announced any more; null when it is released.</returns>
    private async Task<Refused?> ReleaseAsync(
        ReleaseTask task, string project, string version, Announcement announcement, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var release = (await ReleaseSituations.ReadAsync(context, project, version, cancellation))!;
        if (release.Phase == ReleasePhase.Release)
        {
            return null;
        }

        // This task is itself what announces it.
        if (ReleaseGuards.WhyNoAnnouncement(release with { AnnouncementTask = null }, announcement.Revision) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var caller = Caller.Server with { UserName = task.AsfUid };
        await context.MoveAsync(caller, release, ReleasePhase.Release, reason: null, now, row => row.Released = now, cancellation);
        await mails.AddAsync(
            context, caller, release, new MailText(announcement.Recipient, announcement.Subject, announcement.Body), inReplyTo: null, now, cancellation);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return null;
    }

    private static TaskOutcome Done(string committee, string project, string version) =>
        TaskOutcome.Completed(JsonSerializer.Serialize(new { kind = "announcement", path = $"downloads/{committee}/{project}/{version}" }), []);
}
