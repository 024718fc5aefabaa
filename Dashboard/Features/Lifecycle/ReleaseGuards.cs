using Dashboard.Data.Entities;
using Dashboard.Features.Votes;

namespace Dashboard.Features.Lifecycle;

/// <summary>
/// Why a release cannot take a step now, with what to do about it; null when it can. Pages ask before they offer a step, and commands ask again in
/// the transaction that takes it. The triggers of the database hold the same rules.
/// </summary>
public static class ReleaseGuards
{
    public static Refused NoSuchRelease { get; } = Refused.NotFound("There is no such release.");

    /// <param name="revision">The revision that the caller saw.</param>
    public static Refused? WhyNoVote(ReleaseSituation release, string? revision) => release switch
    {
        { Phase: ReleasePhase.ReleaseCandidate } => new("A vote on this release is running. Resolve or cancel it first."),
        { Phase: not ReleasePhase.ReleaseCandidateDraft } => new("This release has passed its vote already."),
        { CommitteeName: null } => new("The project has no committee, so nobody's vote would be binding. An administrator can assign one."),
        { LatestRevision: null } or { Files: 0 } => new("There is nothing to vote on yet: upload the candidate's files first."),
        { LatestRevision: var latest } when revision is not null && latest != revision =>
            new($"Revision {revision} is no longer the latest: {latest} was created since. Look at it, and start the vote on it."),
        { OpenTasks: > 0 } => new($"{Quantity.Of(release.OpenTasks, "check is", "checks are")} queued or running. Wait until every check has ended."),
        { FailedTasks: > 0 } => new($"{Quantity.Of(release.FailedTasks, "check")} failed, so it is not known what they would find. Retry them first."),
        { Blockers: > 0 } => new($"{Quantity.Of(release.Blockers, "blocker stands", "blockers stand")} in the way. Upload corrected files first."),
        _ => null,
    };

    /// <param name="manifestSha256">The manifest that the voter saw.</param>
    public static Refused? WhyNoBallot(ReleaseSituation release, string manifestSha256) => release.Vote switch
    {
        null => new("No vote on this release is running."),
        { ManifestSha256: var voted } when voted != manifestSha256 => new("The vote that you saw has ended, and another one is running. Look at its files, and vote again."),
        _ => null,
    };

    /// <param name="now">In UTC.</param>
    public static Refused? WhyNoResolution(ReleaseSituation release, VoteOutcome outcome, Tally tally, DateTime now) => (release.Vote, outcome) switch
    {
        (null, _) => new("No vote on this release is running."),
        (_, VoteOutcome.Cancelled) => null,
        ({ Ends: var ends }, _) when now < ends => new($"The vote runs until {ends:yyyy-MM-dd HH:mm} UTC. Wait until then, or cancel it."),
        (_, VoteOutcome.Passed) when !tally.Passes => new($"The vote cannot pass: {tally.WhyNotPassed} Resolve it as failed, or wait for more ballots."),
        (_, VoteOutcome.Failed) when tally.Passes => new("The ballots say that the vote passed. Resolve it as passed, or cancel it with a reason."),
        _ => null,
    };

    /// <param name="revision">The revision that the caller saw.</param>
    public static Refused? WhyNoAnnouncement(ReleaseSituation release, string? revision) => release switch
    {
        { Phase: ReleasePhase.Release } => new("This release was announced already."),
        { Phase: not ReleasePhase.ReleasePreview } => new("Only a release that passed its vote can be announced."),
        { CommitteeName: null } => new("The project has no committee, whose name is part of the download address. An administrator can assign one."),
        { LatestRevision: var latest } when revision is not null && latest != revision =>
            new($"Revision {revision} is no longer the latest: {latest} was created since. Look at it, and announce it."),
        { IsBeingAnnounced: true } => new("This release is being announced."),
        _ => null,
    };
}
