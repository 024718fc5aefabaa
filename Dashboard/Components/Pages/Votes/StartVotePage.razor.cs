using Dashboard.Features.Accounts;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Votes;

public sealed partial class StartVotePage
{
    private int _hours;
    private DateTime _started;

    [Inject] public required VoteCommands Commands { get; init; }

    protected override async Task<MailDraft?> ReadAsync(Caller caller)
    {
        var draft = await Queries.DraftCallAsync(caller, ProjectName, Version, Navigation.ToAbsoluteUri(ReleaseAddress).AbsoluteUri, CancellationToken.None);
        (_hours, _started) = (draft?.MinHours ?? 0, draft?.Now ?? default);
        return draft;
    }

    /// <summary>Writes the new duration and end into the text, where it still says the old ones.</summary>
    private void ChooseHours(int hours)
    {
        Body = Body?.Replace($"{_hours} hours", $"{hours} hours", StringComparison.Ordinal)
            .Replace(VoteQueries.EndText(_started, _hours), VoteQueries.EndText(_started, hours), StringComparison.Ordinal);
        _hours = hours;
    }

    protected override async Task<string?> TakeStepAsync(Caller caller, MailDraft draft) => (await Commands.StartAsync(
        caller, ProjectName, Version,
        new VoteCall(draft.Situation.LatestRevision!, _hours, Recipient?.Trim() ?? "", Subject?.Trim() ?? "", Body ?? ""), CancellationToken.None)).Refusal;
}
