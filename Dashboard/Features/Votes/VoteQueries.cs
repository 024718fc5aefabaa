using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Accounts;
using Dashboard.Features.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Votes;

/// <summary>Where a release stands in its life, and what can be done next.</summary>
/// <param name="WhyNoVote">Why no vote can be started; null when one can.</param>
/// <param name="WhyNoAnnouncement">Why it cannot be announced; null when it can.</param>
/// <param name="Vote">The vote that runs, or the last one; null before the first.</param>
/// <param name="Transitions">The oldest first.</param>
public sealed record LifecycleView(
    ReleaseSituation Situation, bool CanManage, Refused? WhyNoVote, Refused? WhyNoAnnouncement, VoteView? Vote, IReadOnlyList<TransitionRow> Transitions,
    IReadOnlyList<MailRow> Mails);

/// <param name="Ballots">The last one of each voter, in the order in which they were cast.</param>
/// <param name="Missing">Members of the committee who have not voted.</param>
/// <param name="WhyNotPassed">Why it cannot be resolved as passed now; null when it can.</param>
/// <param name="WhyNotFailed">Why it cannot be resolved as failed now; null when it can.</param>
public sealed record VoteView(
    long Id, string RevisionNumber, string ManifestSha256, DateTime Started, string StartedBy, DateTime Ends, string Recipient, DateTime? Resolved,
    string? ResolvedBy, VoteOutcome? Outcome, string? Reason, Tally Tally, IReadOnlyList<BallotRow> Ballots, IReadOnlyList<string> Missing,
    Refused? WhyNotPassed, Refused? WhyNotFailed);

public sealed record BallotRow(string Voter, BallotChoice Choice, bool IsBinding, string? Comment, DateTime CastAt);

public sealed record TransitionRow(ReleasePhase From, ReleasePhase To, DateTime At, string ByUser, string RevisionNumber, string? Reason);

public sealed record MailRow(string Recipient, string Subject, DateTime Queued, DateTime? Sent);

/// <summary>What a form that starts a vote or announces a release begins with.</summary>
public sealed record MailDraft(ReleaseSituation Situation, int MinHours, DateTime Now, string Recipient, string Subject, string Body);

/// <summary>Reads votes and lives of releases. Every signed-in account may see them.</summary>
public sealed class VoteQueries(IDbContextFactory<ReleaseDbContext> contexts, TimeProvider time)
{
    /// <returns>Null when there is no such release.</returns>
    public async Task<LifecycleView?> FindAsync(Caller caller, string projectName, string version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { } release)
        {
            return null;
        }

        var transitions = await context.ReleaseTransitions.Where(t => t.ReleaseName == release.ReleaseName).OrderBy(t => t.Id)
            .Select(t => new TransitionRow(t.FromPhase, t.ToPhase, t.At, t.ByUser, t.RevisionNumber, t.Reason)).ToListAsync(cancellation);
        var mails = await context.Mails.Where(m => m.ReleaseName == release.ReleaseName).OrderBy(m => m.Id)
            .Select(m => new MailRow(m.Recipient, m.Subject, m.Queued, m.Sent)).ToListAsync(cancellation);
        return new LifecycleView(
            release, caller.CanManage(projectName), ReleaseGuards.WhyNoVote(release, revision: null), ReleaseGuards.WhyNoAnnouncement(release, revision: null),
            await FindVoteAsync(context, release, cancellation), transitions, mails);
    }

    /// <summary>The call for votes as the policy's template, or the default, words it.</summary>
    /// <param name="url">The address of the release's page.</param>
    public Task<MailDraft?> DraftCallAsync(Caller caller, string projectName, string version, string url, CancellationToken cancellation) =>
        DraftAsync(
            caller, projectName, version, url, policy => policy?.StartVoteTemplate, VoteTexts.DefaultCall, VoteTexts.CallSubject,
            policy => policy?.MailtoAddresses.FirstOrDefault(), cancellation);

    /// <summary>The announcement as the policy's template, or the default, words it.</summary>
    /// <param name="url">The address of the release's files.</param>
    public Task<MailDraft?> DraftAnnouncementAsync(Caller caller, string projectName, string version, string url, CancellationToken cancellation) =>
        DraftAsync(
            caller, projectName, version, url, policy => policy?.AnnounceReleaseTemplate, Announcements.AnnouncementTexts.Default,
            Announcements.AnnouncementTexts.Subject, policy => policy?.MailtoAddresses.FirstOrDefault(), cancellation);

    /// <summary>Returns the end of a vote as a call for votes says it.</summary>
    internal static string EndText(DateTime started, int hours) => $"{started.AddHours(hours):yyyy-MM-dd HH:mm} UTC";

    private async Task<MailDraft?> DraftAsync(
        Caller caller, string projectName, string version, string url, Func<ReleasePolicy?, string?> template, string standard,
        Func<string, string, string> subject, Func<ReleasePolicy?, string?> recipient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { LatestRevision: { } latest } release)
        {
            return null;
        }

        var policy = await VotePolicies.FindAsync(context, projectName, version, cancellation);
        var names = await context.Projects.Where(p => p.Name == projectName)
            .Select(p => new { Display = p.FullName ?? p.Name, p.Description, Committee = p.Committee == null ? null : p.Committee.FullName ?? p.Committee.Name }).SingleAsync(cancellation);
        var hours = policy?.MinHours ?? ReleasePolicy.DefaultMinHours;
        var now = time.GetUtcNow().UtcDateTime;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["project"] = names.Display,
            ["description"] = names.Description ?? "",
            ["version"] = version,
            ["revision"] = latest,
            ["committee"] = names.Committee ?? "",
            ["manifest"] = await Manifest.DigestAsync(context, Revision.NameOf(release.ReleaseName, latest), cancellation),
            ["hours"] = $"{hours}",
            ["ends"] = EndText(now, hours),
            ["manager"] = caller.DisplayName,
            ["url"] = url,
        };
        var text = template(policy) is { Length: > 0 } own ? own : standard;
        return new MailDraft(
            release, hours, now, recipient(policy) ?? $"dev@{release.CommitteeName}.apache.org", subject(names.Display, version), VoteTexts.Fill(text, values));
    }

    private async Task<VoteView?> FindVoteAsync(ReleaseDbContext context, ReleaseSituation release, CancellationToken cancellation)
    {
        var vote = await context.Votes.AsNoTracking().Where(v => v.ReleaseName == release.ReleaseName).OrderByDescending(v => v.Id).FirstOrDefaultAsync(cancellation);
        if (vote is null)
        {
            return null;
        }

        var ballots = await context.LastBallotsAsync(vote.Id, cancellation);
        var members = await context.Committees.Where(c => c.Name == release.CommitteeName).Select(c => c.CommitteeMembers).SingleOrDefaultAsync(cancellation) ?? [];
        var tally = Tally.Of(ballots);
        var now = time.GetUtcNow().UtcDateTime;
        return new VoteView(
            vote.Id, vote.RevisionNumber, vote.ManifestSha256, vote.Started, vote.StartedBy, vote.Ends, vote.Recipient, vote.Resolved, vote.ResolvedBy,
            vote.Outcome, vote.Reason, tally,
            [.. ballots.Select(b => new BallotRow(b.Voter, b.Choice, b.IsBinding, b.Comment, b.CastAt))],
            [.. members.Except(ballots.Select(b => b.Voter)).Order(StringComparer.Ordinal)],
            ReleaseGuards.WhyNoResolution(release, VoteOutcome.Passed, tally, now), ReleaseGuards.WhyNoResolution(release, VoteOutcome.Failed, tally, now));
    }
}
