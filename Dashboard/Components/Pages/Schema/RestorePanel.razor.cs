using Dashboard.Components.Controls;
using Dashboard.Data.Schema;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>What restoring a backup means, and its confirmation.</summary>
public sealed partial class RestorePanel
{
    private RestorePlan? _plan;
    private RestoredWork _work;
    private string? _typed;
    private string? _reason;
    private string? _password;
    private bool _needsPassword;
    private string? _refusal;

    [Parameter, EditorRequired] public required BackupManifest Backup { get; set; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? BusyReason { get; set; }

    [Parameter] public EventCallback Started { get; set; }

    [Inject] public required BackupCommands Commands { get; init; }
    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string? DisabledReason =>
        BusyReason
        ?? (_typed?.Trim() != Backup.Name ? "Type the name of the backup above." : null)
        ?? (_needsPassword && string.IsNullOrEmpty(_password) ? "Enter your password above." : null);

    protected override async Task OnInitializedAsync()
    {
        var caller = await User.GetAsync(CancellationToken.None);
        try
        {
            // The whole backup is read and hashed.
            _plan = await Task.Run(() => Queries.PlanRestore(caller, Backup.Name));
        }
        catch (SchemaException gone)
        {
            _refusal = gone.Message;
        }
    }

    private async Task RestoreAsync()
    {
        _refusal = await Commands.RestoreAsync(await User.GetAsync(CancellationToken.None), Backup.Name, _work, new(_typed, _reason, _password), CancellationToken.None);
        _password = null;
        _needsPassword |= _refusal == PasswordCommands.AskForPassword.Reason;
        if (_refusal is null)
        {
            await Started.InvokeAsync();
        }
    }

    private static string Losses(RestorePlan plan) => plan.Lost.Count == 0
        ? "No table has more rows now than in the backup."
        : $"Lost: {string.Join(", ", plan.Lost.Select(lost => $"{Quantity.Of(lost.Value, "row")} of {lost.Key}"))}.";
}
