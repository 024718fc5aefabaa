using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The backups and their actions. One panel is open at a time; what was entered goes with it when it closes.</summary>
public sealed partial class BackupList
{
    private enum Panel
    {
        Restore,
        Download,
        Delete,
    }

    private (string Name, Panel Panel)? _open;
    private string? _refusal;
    private string? _linked;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? BusyReason { get; set; }

    /// <summary>The backup that the address names.</summary>
    [Parameter] public string? Opened { get; set; }

    /// <summary>Why its download was refused.</summary>
    [Parameter] public string? Refusal { get; set; }

    [Inject] public required BackupCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override void OnParametersSet()
    {
        if (Opened != _linked)
        {
            _linked = Opened;
            if (Status.Backups.Any(row => row.Manifest.Name == Opened))
            {
                _open = (Opened!, Refusal is null ? Panel.Restore : Panel.Download);
            }
        }
    }

    private void Toggle(string name, Panel panel) => (_open, _refusal) = (_open == (name, panel) ? null : (name, panel), null);

    private void Close() => _open = null;

    private async Task VerifyAsync(string name) => _refusal = Commands.Verify(await User.GetAsync(CancellationToken.None), name);

    private static string NameOf(BackupManifest backup) => backup.LastMigration is null ? "nothing" : MigrationName.Of(backup.LastMigration);
}
