using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Announcements;
using Dashboard.Features.Votes;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Demo;

/// <summary>A vote that is running, with two ballots, and a release that was voted on and announced; by the same commands that people use.</summary>
internal sealed class DemoVotes(
    VoteCommands votes, VoteQueries queries, AnnouncementCommands announcements, DemoUploads uploads, IDbContextFactory<ReleaseDbContext> contexts,
    IDbContextFactory<OperationsDbContext> operations)
{
    private const string Site = "http://localhost/";

    /// <summary>Starts the vote and casts the ballots of Ada and Rhona; Victor's is left to whoever tries the demo.</summary>
    public async Task RunAsync(string project, string version, CancellationToken cancellation)
    {
        await StartAsync(project, version, cancellation);
        await CastAsync(DemoPeople.Ada, project, version, BallotChoice.For, "Built it on two machines; the tests passed.", cancellation);
        await CastAsync(DemoPeople.Rhona, project, version, BallotChoice.For, "Signature, digest and licences are right.", cancellation);
    }

    /// <summary>Takes a release through a vote without a minimum duration to its announcement.</summary>
    public async Task AnnounceAsync(string project, string version, CancellationToken cancellation)
    {
        await AllowShortVotesAsync(project, cancellation);
        await StartAsync(project, version, cancellation);
        foreach (var voter in new[] { DemoPeople.Ada, DemoPeople.Rhona, DemoPeople.Victor })
        {
            await CastAsync(voter, project, version, BallotChoice.For, comment: null, cancellation);
        }

        DemoUploads.Done(await votes.ResolveAsync(DemoPeople.Rhona, project, version, VoteOutcome.Passed, reason: null, cancellation));
        var draft = (await queries.DraftAnnouncementAsync(DemoPeople.Rhona, project, version, $"{Site}catalogue#{project}-{version}", cancellation))!;
        DemoUploads.Done(await announcements.AnnounceAsync(
            DemoPeople.Rhona, project, version,
            new Announcement(draft.Situation.LatestRevision!, "announce@tidewater.example", draft.Subject, draft.Body), cancellation));
    }

    private async Task StartAsync(string project, string version, CancellationToken cancellation)
    {
        await uploads.WaitForChecksAsync(project, version, cancellation);
        var draft = (await queries.DraftCallAsync(DemoPeople.Rhona, project, version, $"{Site}releases/{project}/{version}", cancellation))!;
        DemoUploads.Done(await votes.StartAsync(
            DemoPeople.Rhona, project, version,
            new VoteCall(draft.Situation.LatestRevision!, draft.MinHours, "dev@tidewater.example", draft.Subject, draft.Body), cancellation));
    }

    private async Task CastAsync(Caller voter, string project, string version, BallotChoice choice, string? comment, CancellationToken cancellation)
    {
        await using var accounts = await operations.CreateDbContextAsync(cancellation);
        var id = await accounts.Accounts.Where(a => a.UserName == voter.UserName).Select(a => a.Id).SingleAsync(cancellation);
        var life = (await queries.FindAsync(voter, project, version, cancellation))!;
        DemoUploads.Done(await votes.CastAsync(
            voter with { AccountId = id }, project, version, life.Situation.Vote!.ManifestSha256, choice, comment, cancellation));
    }

    private async Task AllowShortVotesAsync(string project, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        (await context.Projects.SingleAsync(p => p.Name == project, cancellation)).ReleasePolicy = new ReleasePolicy { MinHours = 0 };
        await context.SaveChangesAsync(cancellation);
    }
}
