using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Lifecycle;
using Dashboard.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Announcements;

/// <param name="Revision">The revision that the caller saw, five digits.</param>
/// <param name="Recipient">The list that the announcement goes to.</param>
/// <param name="Subject">Of the mail, one line.</param>
/// <param name="Body">Of the mail.</param>
public sealed record Announcement(string Revision, string Recipient, string Subject, string Body);

/// <summary>Enqueues the announcement of a release that passed its vote.</summary>
public sealed class AnnouncementCommands(IDbContextFactory<ReleaseDbContext> contexts, MailOutbox mails, TimeProvider time)
{
    /// <returns>The task that publishes the files, changes the phase and sends the mail.</returns>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<ReleaseTask>> AnnounceAsync(
        Caller caller, string projectName, string version, Announcement announcement, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        if (mails.WhyInvalid(new MailText(announcement.Recipient, announcement.Subject, announcement.Body)) is { } invalid)
        {
            return invalid;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { } release)
        {
            return ReleaseGuards.NoSuchRelease;
        }

        if (ReleaseGuards.WhyNoAnnouncement(release, announcement.Revision) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var revision = Revision.NameOf(release.ReleaseName, release.LatestRevision!);
        var bytes = await context.RevisionFiles.Where(f => f.RevisionName == revision).SumAsync(f => f.Blob.Size, cancellation);
        var task = new ReleaseTask
        {
            TaskType = ReleaseTaskType.Announce,
            TaskArgs = JsonSerializer.Serialize(announcement),
            AsfUid = caller.UserName,
            Added = now,
            ProjectName = projectName,
            VersionName = version,
            ProgressTotal = Math.Max(1, bytes),
        };
        task.Steps.AddRange(
        [
            new TaskStep { Ordinal = AnnounceHandler.Stage, Name = "stage", ProgressTotal = bytes, Unit = ProgressUnit.Bytes },
            new TaskStep { Ordinal = AnnounceHandler.Release, Name = "release", RelPath = announcement.Recipient, ProgressTotal = 1, Unit = ProgressUnit.Items },
            new TaskStep { Ordinal = AnnounceHandler.Publish, Name = "publish", ProgressTotal = 1, Unit = ProgressUnit.Items },
        ]);
        context.Tasks.Add(task);
        context.Audit(
            caller, now, DomainActions.ReleaseAnnounced, release.ReleaseName, ("revision", announcement.Revision), ("recipient", announcement.Recipient));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return task;
    }
}
