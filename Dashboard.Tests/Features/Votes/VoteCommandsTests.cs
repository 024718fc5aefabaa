using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Features.Votes;

public sealed class VoteCommandsTests : IDisposable
{
    private readonly VoteScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_started_vote_makes_the_revision_a_candidate_and_queues_its_mail()
    {
        await _scene.UploadAsync();

        var started = await _scene.StartAsync();

        Assert.Null(started.Refusal);
        Assert.Equal(ReleasePhase.ReleaseCandidate, _scene.Phase);
        Assert.Equal((Any.Now.AddHours(72), "00001", "max"), (started.Value!.Ends, started.Value.RevisionNumber, started.Value.StartedBy));
        Assert.Single(_scene.Queued(ReleaseTaskType.MailSend));
        Assert.Equal("[VOTE] Release widget 1.0.0", _scene.Database.Read(c => c.Mails.Single().Subject));
        Assert.Equal(
            (ReleasePhase.ReleaseCandidateDraft, ReleasePhase.ReleaseCandidate, "max"),
            _scene.Database.Read(c => c.ReleaseTransitions.AsEnumerable().Select(t => (t.FromPhase, t.ToPhase, t.ByUser)).Single()));
    }

    [Fact]
    public async Task A_release_without_files_is_not_voted_on() =>
        Assert.Contains("upload the candidate's files first", (await _scene.StartAsync()).Refusal, StringComparison.Ordinal);

    [Fact]
    public async Task A_revision_that_is_no_longer_the_latest_is_not_voted_on()
    {
        await _scene.UploadAsync();
        await _scene.UploadAsync(content: "two");

        var refused = await _scene.StartAsync("00001");

        Assert.Contains("00002 was created since", refused.Refusal, StringComparison.Ordinal);
        Assert.Equal(ReleasePhase.ReleaseCandidateDraft, _scene.Phase);
    }

    [Fact]
    public async Task A_vote_waits_for_checks_that_are_queued()
    {
        await _scene.UploadAsync();
        await _scene.Revisions.RepeatAsync(VoteScene.Manager, "widget", "1.0.0", CancellationToken.None);

        Assert.Contains("queued or running", (await _scene.StartAsync("00002")).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocker_keeps_a_vote_from_starting()
    {
        await _scene.UploadAsync();
        _scene.Database.Run(
            """
            DROP TRIGGER tr_check_result_insert;
            INSERT INTO check_result (release_name, revision_number, checker, created, status, message)
            VALUES ('widget-1.0.0', '00001', 'paths', '2026-05-04 12:00:00', 'BLOCKER', 'Wrong.')
            """);

        Assert.Contains("1 blocker stands in the way", (await _scene.StartAsync()).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24, "hours")]
    [InlineData(145, "hours")]
    [InlineData(0, "hours")]
    public async Task A_vote_runs_as_long_as_the_policy_requires(int hours, string field)
    {
        await _scene.UploadAsync();

        var refused = await _scene.StartAsync(hours: hours);

        Assert.Equal((field, RefusalKind.InvalidInput), (refused.Refused?.Field, refused.Refused?.Kind));
    }

    [Theory]
    [InlineData("dev@a.org\r\nBcc: c@d", "recipient")]
    [InlineData("dev@a.org, c@d.org", "recipient")]
    [InlineData("Dev <dev@a.org>", "recipient")]
    [InlineData("nobody", "recipient")]
    [InlineData("", "recipient")]
    public async Task A_recipient_is_one_plain_address(string recipient, string field)
    {
        await _scene.UploadAsync();

        Assert.Equal(field, (await _scene.StartAsync(recipient: recipient)).Refused?.Field);
        Assert.Empty(_scene.Database.Read(c => c.Mails.ToList()));
    }

    [Fact]
    public async Task A_subject_with_a_line_break_is_refused()
    {
        await _scene.UploadAsync();

        Assert.Equal("subject", (await _scene.StartAsync(subject: "Vote\nBcc: c@d.org")).Refused?.Field);
    }

    [Fact]
    public async Task Only_a_manager_of_the_project_starts_and_resolves_a_vote()
    {
        await _scene.UploadAsync();

        await Assert.ThrowsAsync<NotAllowedException>(() => _scene.Votes.StartAsync(
            Acting.ManagerOf("gadget"), "widget", "1.0.0", new("00001", 72, VoteScene.Recipient, "Vote", "Vote."), CancellationToken.None));
        await Assert.ThrowsAsync<NotAllowedException>(() => _scene.Votes.ResolveAsync(
            Acting.Viewer, "widget", "1.0.0", VoteOutcome.Cancelled, "No.", CancellationToken.None));
    }

    [Fact]
    public async Task No_file_changes_while_a_vote_runs()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();

        var refused = await _scene.Revisions.RepeatAsync(VoteScene.Manager, "widget", "1.0.0", CancellationToken.None);

        Assert.Contains("no longer a draft", refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ballot_of_a_member_is_binding_and_stays_so_when_the_member_leaves()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();

        await _scene.CastAsync("ada", BallotChoice.For, "Built it.");
        _scene.Database.Run("UPDATE committee SET committee_members = '[\"ben\"]'");
        await _scene.CastAsync("cleo", BallotChoice.For);

        var view = await _scene.Queries.FindAsync(Acting.Viewer, "widget", "1.0.0", CancellationToken.None);
        Assert.Equal((1, 1), (view!.Vote!.Tally.BindingFor, view.Vote.Tally.OtherFor));
        Assert.Equal(["ben"], view.Vote.Missing);
    }

    [Fact]
    public async Task A_later_ballot_replaces_the_earlier_one_which_is_kept()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();

        await _scene.CastAsync("ada", BallotChoice.For);
        await _scene.CastAsync("ada", BallotChoice.Against, "It does not build.");

        var view = await _scene.Queries.FindAsync(Acting.Viewer, "widget", "1.0.0", CancellationToken.None);
        Assert.Equal((0, 1), (view!.Vote!.Tally.BindingFor, view.Vote.Tally.BindingAgainst));
        Assert.Equal(2, _scene.Database.Read(c => c.Ballots.Count()));
    }

    [Fact]
    public async Task A_ballot_for_other_files_is_refused()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();

        var refused = await _scene.Votes.CastAsync(
            VoteScene.Voter("ada"), "widget", "1.0.0", new string('0', 64), BallotChoice.For, null, CancellationToken.None);

        Assert.Contains("another one is running", refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_running_vote_no_ballot_is_cast()
    {
        await _scene.UploadAsync();

        var refused = await _scene.Votes.CastAsync(
            VoteScene.Voter("ada"), "widget", "1.0.0", new string('0', 64), BallotChoice.For, null, CancellationToken.None);

        Assert.Equal("No vote on this release is running.", refused.Refusal);
    }

    [Fact]
    public async Task A_vote_is_not_resolved_before_its_end_unless_it_is_cancelled()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();
        _scene.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));

        Assert.Contains("runs until 2026-05-07 12:00 UTC", (await _scene.ResolveAsync(VoteOutcome.Failed)).Refusal, StringComparison.Ordinal);
        Assert.Equal("reason", (await _scene.ResolveAsync(VoteOutcome.Cancelled)).Refused?.Field);
        Assert.Null((await _scene.ResolveAsync(VoteOutcome.Cancelled, "Wrong branch.")).Refusal);
        Assert.Equal(ReleasePhase.ReleaseCandidateDraft, _scene.Phase);
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(3, 1, true)]
    [InlineData(2, 2, false)]
    public async Task A_vote_passes_with_three_binding_votes_for_it_and_more_than_against(int votesFor, int votesAgainst, bool passes)
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();
        string[] members = ["ada", "ben", "cleo", "dan"];
        for (var at = 0; at < votesFor + votesAgainst; at++)
        {
            await _scene.CastAsync(members[at], at < votesFor ? BallotChoice.For : BallotChoice.Against);
        }

        // Those outside the committee do not count.
        await _scene.CastAsync("visitor", BallotChoice.For);
        _scene.Time.Advance(TimeSpan.FromHours(72));

        Assert.Equal(passes, (await _scene.ResolveAsync(VoteOutcome.Passed)).Done);
        Assert.Equal(!passes, (await _scene.ResolveAsync(VoteOutcome.Failed)).Done);
        Assert.Equal(passes ? ReleasePhase.ReleasePreview : ReleasePhase.ReleaseCandidateDraft, _scene.Phase);
    }

    [Fact]
    public async Task Of_two_who_resolve_at_once_one_succeeds()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _scene.ResolveAsync(VoteOutcome.Cancelled, "Wrong branch."))));

        Assert.Single(outcomes, outcome => outcome.Done);
        Assert.All(outcomes.Where(outcome => !outcome.Done), outcome => Assert.Equal("No vote on this release is running.", outcome.Refusal));
    }

    [Fact]
    public async Task The_result_answers_the_call_and_lists_every_voter()
    {
        await _scene.UploadAsync();
        await _scene.PassAsync();

        var (call, result) = _scene.Database.Read(c => (c.Mails.AsNoTracking().OrderBy(m => m.Id).First(), c.Mails.AsNoTracking().OrderBy(m => m.Id).Last()));

        Assert.Equal(call.MessageId, result.InReplyTo);
        Assert.Equal("[RESULT][VOTE] Release widget 1.0.0", result.Subject);
        Assert.Contains("Binding: 3 +1, 0 0, 0 -1", result.Body, StringComparison.Ordinal);
        Assert.Contains("+1 cleo (binding)", result.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_failed_its_vote_can_be_corrected_and_voted_on_again()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();
        await _scene.ResolveAsync(VoteOutcome.Cancelled, "Wrong branch.");
        await _scene.UploadAsync(content: "corrected");

        Assert.Null((await _scene.StartAsync("00002")).Refusal);

        Assert.Equal(2, _scene.Database.Read(c => c.Votes.Select(v => v.ManifestSha256).Distinct().Count()));
    }

    [Fact]
    public async Task Five_hundred_ballots_are_counted_once_per_voter()
    {
        await _scene.UploadAsync();
        await _scene.StartAsync();
        var vote = _scene.RunningVote();
        using (var context = _scene.Database.CreateDbContext())
        {
            context.Ballots.AddRange(Enumerable.Range(0, 500).Select(at => new Ballot
            {
                VoteId = vote.Id,
                Voter = $"voter{at % 250}",
                Choice = at < 250 ? BallotChoice.Against : BallotChoice.For,
                IsBinding = false,
                CastAt = Any.Now,
                ManifestSha256 = vote.ManifestSha256,
            }));
            await context.SaveChangesAsync();
        }

        var view = await _scene.Queries.FindAsync(Acting.Viewer, "widget", "1.0.0", CancellationToken.None);

        Assert.Equal((250, 0), (view!.Vote!.Tally.OtherFor, view.Vote.Tally.OtherAgainst));
    }
}
