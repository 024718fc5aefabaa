using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>What deleting a backup means, and its confirmation.</summary>
public sealed partial class DeletePanel
{
    private string? _typed;
    private string? _password;
    private bool _needsPassword;
    private string? _refusal;

    [Parameter, EditorRequired] public required BackupRow Row { get; set; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? BusyReason { get; set; }

    [Parameter] public EventCallback Deleted { get; set; }

    [Inject] public required BackupCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string? DisabledReason =>
        BusyReason
        ?? (_typed?.Trim() != Row.Manifest.Name ? "Type the name of the backup above." : null)
        ?? (_needsPassword && string.IsNullOrEmpty(_password) ? "Enter your password above." : null);

    private string Schema => Row.Manifest.LastMigration is { } migration ? MigrationName.Of(migration) : "nothing";

    private async Task DeleteAsync()
    {
        _refusal = (await Commands.DeleteAsync(await User.GetAsync(CancellationToken.None), Row.Manifest.Name, new(_typed, null, _password), CancellationToken.None)).Refusal;
        _password = null;
        _needsPassword |= _refusal == PasswordCommands.AskForPassword.Reason;
        if (_refusal is null)
        {
            await Deleted.InvokeAsync();
        }
    }
}
