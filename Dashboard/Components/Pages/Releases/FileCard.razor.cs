using Dashboard.Components.Controls;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages.Releases;

/// <summary>A file with the files that say something about it, and all that its checks found.</summary>
public sealed partial class FileCard
{
    private bool _details;
    private string? _refusal;

    [Parameter, EditorRequired] public required ReleaseView Release { get; set; }
    [Parameter, EditorRequired] public required FileView File { get; set; }

    /// <summary>Its .asc, .sha512 and the like.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<FileView> Companions { get; set; }

    [Parameter, EditorRequired] public required bool CanChange { get; set; }

    [Inject] public required TaskCommands Tasks { get; init; }
    [Inject] public required RevisionCommands Revisions { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }

    private CheckResultStatus? Worst => Companions.Select(companion => companion.Worst).Append(File.Worst).Max();

    private string Kind => File.Task switch
    {
        { Status: ReleaseTaskStatus.Queued } => "queued",
        { Status: ReleaseTaskStatus.Active } => "active",
        { Status: ReleaseTaskStatus.Failed } => "failed",
        _ => Worst is { } worst ? StatusKind.Of(worst) : Release.Counts.Open > 0 ? "queued" : "none",
    };

    private string Label => File.Task is { Status: not ReleaseTaskStatus.Completed } task
        ? Labels.Of(task.Status, task.ErrorKind)
        : Worst is { } worst ? Labels.Of(worst) : Release.Counts.Open > 0 ? "Queued" : "Not checked";

    private async Task RunAgainAsync() =>
        _refusal = (await Tasks.RetryAsync(await User.GetAsync(CancellationToken.None), File.Task!.Id, CancellationToken.None)).Refusal;

    private async Task CancelAsync() =>
        _refusal = (await Tasks.CancelAsync(await User.GetAsync(CancellationToken.None), File.Task!.Id, CancellationToken.None)).Refusal;

    private async Task RemoveAsync()
    {
        string[] paths = [File.Path, .. Companions.Select(companion => companion.Path)];
        var with = paths.Length == 1 ? "" : $" with {string.Join(", ", paths[1..])}";
        var confirmed = await Dialogs.ShowMessageBoxAsync(
            "Remove from the release?",
            $"{File.Path}{with} will not be in the next revision. Revision {Release.Revision!.Number} keeps it, so nothing is lost.",
            yesText: "Remove", cancelText: "Keep it");
        if (confirmed == true)
        {
            var removed = await Revisions.RemoveFilesAsync(
                await User.GetAsync(CancellationToken.None), Release.ProjectName, Release.Version, paths, CancellationToken.None);
            _refusal = removed.Refusal;
        }
    }
}
