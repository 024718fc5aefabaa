using Dashboard.Components.Controls;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages.Votes;

/// <summary>A vote with its ballots, as they are cast; and the form that casts one.</summary>
public sealed partial class VotePanel
{
    private BallotChoice? _choice;
    private string? _comment;
    private string? _reason;
    private string? _refusal;
    private bool _busy;

    public sealed record Shown(LifecycleView Life, string UserName);

    [Parameter, EditorRequired] public required string ProjectName { get; set; }
    [Parameter, EditorRequired] public required string Version { get; set; }
    [Parameter, EditorRequired] public required long VoteId { get; set; }

    [Inject] public required VoteQueries Queries { get; init; }
    [Inject] public required VoteCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override void OnParametersSet() =>
        Watch(ChangeTopics.Vote(VoteId), ChangeTopics.Release(Release.NameOf(ProjectName, Version)), ChangeTopics.Projects);

    protected override async Task<Shown> ReadAsync(CancellationToken closing)
    {
        var caller = await User.GetAsync(closing);
        return new((await Queries.FindAsync(caller, ProjectName, Version, closing))!, caller.UserName);
    }

    private static string Heading(VoteView vote) => vote.Outcome switch
    {
        null => "The vote is running",
        VoteOutcome.Passed => "The vote passed",
        VoteOutcome.Failed => "The last vote failed",
        _ => "The last vote was cancelled",
    };

    private bool HasVoted(VoteView vote) => vote.Ballots.Any(ballot => ballot.Voter == View!.UserName);

    private async Task CastAsync(VoteView vote)
    {
        if (_choice is not { } choice)
        {
            _refusal = "Choose +1, 0 or -1.";
            return;
        }

        await ActAsync(
            caller => Commands.CastAsync(caller, ProjectName, Version, vote.ManifestSha256, choice, _comment, CancellationToken.None),
            ballot =>
            {
                _comment = null;
                Snackbar.Add($"Your {(ballot.IsBinding ? "binding " : "")}{VoteTexts.Sign(ballot.Choice)} was cast.", Severity.Success);
            });
    }

    private Task ResolveAsync(VoteOutcome outcome) => ActAsync(
        caller => Commands.ResolveAsync(caller, ProjectName, Version, outcome, _reason, CancellationToken.None),
        _ =>
        {
            _reason = null;
            Snackbar.Add(outcome == VoteOutcome.Cancelled ? "The vote was cancelled." : $"The vote was resolved as {outcome.ToString().ToLowerInvariant()}.", Severity.Success);
        });

    /// <summary>Acts on the pool, because SQLite's calls block, and shows why it was refused.</summary>
    private async Task ActAsync<T>(Func<Caller, Task<Outcome<T>>> act, Action<T> done) where T : class
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var caller = await User.GetAsync(CancellationToken.None);
            var outcome = await Task.Run(() => act(caller));
            _refusal = outcome.Refusal;
            if (outcome.Done)
            {
                done(outcome.Value);
            }
        }
        catch (NotAllowedException error)
        {
            _refusal = error.Message;
        }
        finally
        {
            _busy = false;
        }
    }
}
