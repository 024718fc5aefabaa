using Dashboard.Features.Accounts;
using Dashboard.Features.Announcements;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Votes;

public sealed partial class AnnouncePage
{
    [Inject] public required AnnouncementCommands Commands { get; init; }

    private string DownloadAddress => $"downloads/{Draft!.Situation.CommitteeName}/{ProjectName}/{Version}/";

    protected override Task<MailDraft?> ReadAsync(Caller caller) => Queries.DraftAnnouncementAsync(
        caller, ProjectName, Version, Navigation.ToAbsoluteUri($"catalogue#{ProjectName}-{Version}").AbsoluteUri, CancellationToken.None);

    protected override async Task<string?> TakeStepAsync(Caller caller, MailDraft draft) => (await Commands.AnnounceAsync(
        caller, ProjectName, Version,
        new Announcement(draft.Situation.LatestRevision!, Recipient?.Trim() ?? "", Subject?.Trim() ?? "", Body ?? ""), CancellationToken.None)).Refusal;
}
