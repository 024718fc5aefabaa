using Dashboard.Components.Controls;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class AccountListPage
{
    [Inject] public required AccountQueries Queries { get; init; }
    [Inject] public required AccountCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }

    protected override void OnInitialized() => Watch(AccountTopics.All);

    protected override async Task<IReadOnlyList<AccountRow>> ReadAsync(CancellationToken closing) =>
        await Queries.ListAsync(await User.GetAsync(closing), closing);

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<AccountDialog>("Add an account");
        if (await dialog.GetReturnValueAsync<AddedAccount>() is { SetupToken: { } token } added)
        {
            await ShowLinkAsync(added.UserName, token);
        }
    }

    private async Task EditAsync(AccountRow row) => await Dialogs.ShowAsync<AccountDialog>(
        $"Change {row.UserName}", new DialogParameters<AccountDialog> { { dialog => dialog.Account, row } });

    private async Task MakeLinkAsync(AccountRow row)
    {
        if (await TellAsync(await Commands.MakeLinkAsync(await CallerAsync(), row.Id, CancellationToken.None)) is { SetupToken: { } token })
        {
            await ShowLinkAsync(row.UserName, token);
        }
    }

    private async Task DisableAsync(AccountRow row)
    {
        var agreed = await Dialogs.ShowMessageBoxAsync(
            $"Disable {row.UserName}?",
            "Its open pages close at once, and its API tokens are revoked for good. It can be enabled again.",
            yesText: "Disable", cancelText: "Keep");
        if (agreed == true && await TellAsync(await Commands.DisableAsync(await CallerAsync(), row.Id, CancellationToken.None)) is not null)
        {
            Snackbar.Add($"{row.UserName} is disabled.", Severity.Success);
        }
    }

    private async Task EnableAsync(AccountRow row)
    {
        if (await TellAsync(await Commands.EnableAsync(await CallerAsync(), row.Id, CancellationToken.None)) is not null)
        {
            Snackbar.Add($"{row.UserName} can sign in again.", Severity.Success);
        }
    }

    private async Task ShowLinkAsync(string userName, string token) => await Dialogs.ShowAsync<SetupLinkDialog>(
        "A link for one use", new DialogParameters<SetupLinkDialog> { { dialog => dialog.UserName, userName }, { dialog => dialog.Token, token } });

    private Task<Caller> CallerAsync() => User.GetAsync(CancellationToken.None);

    private async Task<T?> TellAsync<T>(Outcome<T> outcome) where T : class
    {
        if (!outcome.Done)
        {
            await Dialogs.ShowMessageBoxAsync("Not done", outcome.Refusal, yesText: "Close");
        }

        return outcome.Value;
    }
}
