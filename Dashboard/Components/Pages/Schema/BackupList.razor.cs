using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The backups, and what can be done with each. One is open at a time.</summary>
public sealed partial class BackupList
{
    private enum Panel
    {
        Restore,
        Download,
        Delete,
    }

    private string? _open;
    private Panel _panel;
    private RestorePlan? _plan;
    private RestoredWork _work;
    private string? _typed;
    private string? _reason;
    private string? _password;
    private bool _askPassword;
    private string? _refusal;
    private string? _linked;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }

    /// <summary>Why nothing can be begun now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? WhyNot { get; set; }

    /// <summary>The backup that the address names.</summary>
    [Parameter] public string? Opened { get; set; }

    /// <summary>Why it was not handed out.</summary>
    [Parameter] public string? Refused { get; set; }

    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required BackupCommands Commands { get; init; }
    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (Opened != _linked)
        {
            _linked = Opened;
            if (Status.Backups.Any(row => row.Manifest.Name == Opened))
            {
                await OpenAsync(Opened!, Refused is null ? Panel.Restore : Panel.Download);
            }
        }
    }

    private async Task OpenAsync(string name, Panel panel)
    {
        (_open, _panel, _plan, _typed, _refusal) = (_open == name && _panel == panel ? null : name, panel, null, null, null);
        if (_open is not null && panel == Panel.Restore)
        {
            var caller = await User.GetAsync(CancellationToken.None);
            try
            {
                var plan = await Task.Run(() => Queries.PlanRestore(caller, name));
                _plan = _open == name ? plan : _plan;
            }
            catch (SchemaException gone)
            {
                (_open, _refusal) = (null, gone.Message);
            }
        }
    }

    private async Task VerifyAsync(BackupManifest backup) => _refusal = Runs.Verify(await User.GetAsync(CancellationToken.None), backup.Name);

    private string? WhyNotAgreed(BackupManifest backup) =>
        WhyNot
        ?? (_typed?.Trim() != backup.Name ? "Type its name above." : null)
        ?? (_askPassword && string.IsNullOrEmpty(_password) ? "Give your password above." : null);

    private async Task RestoreAsync() =>
        Close(await Runs.RestoreAsync(await User.GetAsync(CancellationToken.None), _open!, _work, new(_typed, _reason, _password), CancellationToken.None));

    private async Task DeleteAsync() =>
        Close((await Commands.DeleteAsync(await User.GetAsync(CancellationToken.None), _open!, new(_typed, null, _password), CancellationToken.None)).Refusal);

    /// <summary>A refusal leaves open what can be mended.</summary>
    private void Close(string? refusal)
    {
        (_refusal, _password, _open) = (refusal, null, refusal is null ? null : _open);
        _askPassword = refusal is not null && (_askPassword || refusal == PasswordCommands.AskForPassword.Reason);
    }
}
