using Dashboard.Features.Accounts;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Votes;

public sealed partial class StartVotePage
{
    private int _hours;

    [Inject] public required VoteCommands Commands { get; init; }

    protected override async Task<MailDraft?> ReadAsync(Caller caller)
    {
        var draft = await Queries.DraftCallAsync(caller, ProjectName, Version, Navigation.ToAbsoluteUri(ReleaseAddress).AbsoluteUri, CancellationToken.None);
        _hours = draft?.MinHours ?? 0;
        return draft;
    }

    protected override async Task<string?> TakeStepAsync(Caller caller, MailDraft draft) => (await Commands.StartAsync(
        caller, ProjectName, Version,
        new VoteCall(draft.Situation.LatestRevision!, _hours, Recipient?.Trim() ?? "", Subject?.Trim() ?? "", Body ?? ""), CancellationToken.None)).Refusal;
}
