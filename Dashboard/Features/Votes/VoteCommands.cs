using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Audit;
using Dashboard.Features.Lifecycle;
using Dashboard.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Votes;

/// <summary>Starts votes, takes ballots and resolves votes. Each method is one transaction, with its guards, its mail and its audit entry.</summary>
public sealed class VoteCommands(IDbContextFactory<ReleaseDbContext> contexts, MailOutbox mails, TimeProvider time)
{
    private const int MaxCommentLength = 2000;
    private const int MaxReasonLength = 2000;

    /// <summary>Makes the latest revision a candidate, starts the vote on it, and enqueues the mail that calls for votes.</summary>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<Vote>> StartAsync(Caller caller, string projectName, string version, VoteCall call, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        if (WhyInvalid(call) is { } invalid)
        {
            return invalid;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // BEGIN IMMEDIATE takes the write lock: what the guards read here still holds at the commit.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { } release)
        {
            return ReleaseGuards.NoSuchRelease;
        }

        if (ReleaseGuards.WhyNoVote(release, call.Revision) is { } refused)
        {
            return refused;
        }

        var minimum = await VotePolicies.MinHoursAsync(context, projectName, version, cancellation);
        if (call.Hours < minimum)
        {
            return Refused.Invalid("hours", $"A vote of this project runs for at least {minimum} hours.");
        }

        var now = Now;
        await context.MoveAsync(
            caller, release, ReleasePhase.ReleaseCandidate, reason: null, now,
            row => (row.VoteStarted, row.VoteResolved) = (now, null), cancellation);
        var vote = new Vote
        {
            ReleaseName = release.ReleaseName,
            RevisionNumber = release.LatestRevision!,
            ManifestSha256 = await Manifest.DigestAsync(context, Revision.NameOf(release.ReleaseName, release.LatestRevision!), cancellation),
            Started = now,
            StartedBy = caller.UserName,
            Ends = now.AddHours(call.Hours),
            Recipient = call.Recipient,
        };
        context.Votes.Add(vote);
        await mails.AddAsync(context, caller, release, new MailText(call.Recipient, call.Subject, call.Body), inReplyTo: null, now, cancellation);
        context.Audit(
            caller, now, DomainActions.VoteStarted, release.ReleaseName,
            ("revision", vote.RevisionNumber), ("manifest", vote.ManifestSha256), ("ends", vote.Ends), ("recipient", call.Recipient));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return vote;
    }

    /// <summary>Casts a ballot; it replaces an earlier one of the same voter, which is kept. Binding when the voter is in the committee now.</summary>
    /// <param name="manifestSha256">The manifest of the vote that the voter saw.</param>
    public async Task<Outcome<Ballot>> CastAsync(
        Caller caller, string projectName, string version, string manifestSha256, BallotChoice choice, string? comment, CancellationToken cancellation)
    {
        if (caller.AccountId is null)
        {
            throw new NotAllowedException("Only people with an account can vote.");
        }

        comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        if (!Enum.IsDefined(choice))
        {
            return Refused.Invalid("choice", "A ballot is +1, 0 or -1.");
        }

        if (comment?.Length > MaxCommentLength)
        {
            return Refused.Invalid("comment", $"The comment is longer than {MaxCommentLength} characters.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { } release)
        {
            return ReleaseGuards.NoSuchRelease;
        }

        if (ReleaseGuards.WhyNoBallot(release, manifestSha256) is { } refused)
        {
            return refused;
        }

        var members = await context.Committees.Where(c => c.Name == release.CommitteeName).Select(c => c.CommitteeMembers).SingleOrDefaultAsync(cancellation);
        var ballot = new Ballot
        {
            VoteId = release.Vote!.Id,
            Voter = caller.UserName,
            Choice = choice,
            IsBinding = members?.Contains(caller.UserName) == true,
            Comment = comment,
            CastAt = Now,
            ManifestSha256 = manifestSha256,
        };
        context.Ballots.Add(ballot);
        context.Audit(
            caller, Now, DomainActions.BallotCast, release.ReleaseName, ("vote", release.Vote.Id), ("choice", choice), ("binding", ballot.IsBinding));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return ballot;
    }

    /// <summary>Ends the running vote: a release whose vote passed becomes a preview, any other one a draft again. Enqueues the result mail.</summary>
    /// <param name="reason">Required for a cancelled vote.</param>
    /// <exception cref="NotAllowedException">The caller does not manage the project.</exception>
    public async Task<Outcome<Vote>> ResolveAsync(
        Caller caller, string projectName, string version, VoteOutcome outcome, string? reason, CancellationToken cancellation)
    {
        caller.RequireManagerOf(projectName);
        reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (!Enum.IsDefined(outcome))
        {
            return Refused.Invalid("outcome", "A vote passes, fails or is cancelled.");
        }

        if (outcome == VoteOutcome.Cancelled && reason is null)
        {
            return Refused.Invalid("reason", "Say why the vote is cancelled: the voters are told.");
        }

        if (reason?.Length > MaxReasonLength)
        {
            return Refused.Invalid("reason", $"The reason is longer than {MaxReasonLength} characters.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await ReleaseSituations.ReadAsync(context, projectName, version, cancellation) is not { } release)
        {
            return ReleaseGuards.NoSuchRelease;
        }

        var ballots = release.Vote is null ? [] : await context.LastBallotsAsync(release.Vote.Id, cancellation);
        var tally = Tally.Of(ballots);
        if (ReleaseGuards.WhyNoResolution(release, outcome, tally, Now) is { } refused)
        {
            return refused;
        }

        var now = Now;
        var vote = await context.Votes.SingleAsync(v => v.Id == release.Vote!.Id, cancellation);
        (vote.Resolved, vote.ResolvedBy, vote.Outcome, vote.Reason) = (now, caller.UserName, outcome, reason);
        await context.SaveChangesAsync(cancellation);
        await context.MoveAsync(
            caller, release, outcome == VoteOutcome.Passed ? ReleasePhase.ReleasePreview : ReleasePhase.ReleaseCandidateDraft, reason, now,
            row => row.VoteResolved = now, cancellation);
        var call = await context.Mails.Where(m => m.ReleaseName == release.ReleaseName && m.Queued == vote.Started)
            .OrderBy(m => m.Id).Select(m => m.MessageId).FirstOrDefaultAsync(cancellation);
        await mails.AddAsync(
            context, caller, release, new MailText(vote.Recipient, VoteTexts.ResultSubject(release, outcome), VoteTexts.Result(release, vote, tally, ballots)),
            inReplyTo: call, now, cancellation);
        context.Audit(
            caller, now, DomainActions.VoteResolved, release.ReleaseName, ("vote", vote.Id), ("outcome", outcome), ("reason", reason), ("tally", tally));
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return vote;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Refused? WhyInvalid(VoteCall call) =>
        call.Hours is not (0 or >= VotePolicies.LeastHours and <= VotePolicies.MostHours)
            ? Refused.Invalid("hours", $"A vote runs for {VotePolicies.LeastHours} to {VotePolicies.MostHours} hours, or without a minimum: 0.")
            : mails.WhyInvalid(new MailText(call.Recipient, call.Subject, call.Body));
}
