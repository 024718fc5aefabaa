using System.Globalization;
using Dashboard.Components.Controls;
using Dashboard.Data.Schema;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The consequences of a run, and its confirmation.</summary>
public sealed partial class PlanConfirmation
{
    private string? _typed;
    private string? _reason;
    private string? _password;
    private bool _needsPassword;
    private string? _refusal;

    [Parameter, EditorRequired] public required SchemaPlan Plan { get; set; }

    /// <summary>Why the plan cannot run, whatever is entered here; null when it can.</summary>
    [Parameter, EditorRequired] public required string? DisabledReason { get; set; }

    /// <summary>Whether running is the next step; before it, rehearsing is, and the button stands back.</summary>
    [Parameter, EditorRequired] public required bool IsRehearsed { get; set; }

    [Parameter] public EventCallback Started { get; set; }

    [Inject] public required SchemaCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string Target => SchemaNames.Of(Plan.Target);

    private string Noun => Plan.Direction == SchemaDirection.Up ? "upgrade" : "downgrade";

    private string? NoRunReason =>
        DisabledReason
        ?? (Plan.IsLossy && _typed?.Trim() != Target ? $"Type \"{Target}\" above to confirm the loss." : null)
        ?? (_needsPassword && string.IsNullOrEmpty(_password) ? "Enter your password above." : null);

    private async Task RunAsync()
    {
        _refusal = await Commands.RunAsync(await User.GetAsync(CancellationToken.None), Plan, new(_typed, _reason, _password), CancellationToken.None);
        _password = null;
        _needsPassword |= _refusal == PasswordCommands.AskForPassword.Reason;
        if (_refusal is null)
        {
            await Started.InvokeAsync();
        }
    }

    /// <summary>The lost rows of each table, the most first; then the losses that cannot be counted.</summary>
    private static string Losses(SchemaPlan plan)
    {
        var losses = plan.AllFindings.Where(finding => finding.Weight == FindingWeight.Loss).ToList();
        var counted = losses.Where(loss => loss.Count > 0 && loss.Table is not null).GroupBy(loss => loss.Table).Select(table => (table.Key, Count: table.Sum(loss => loss.Count!.Value)))
            .OrderByDescending(table => table.Count).Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Count:N0} in {table.Key}"));
        var other = losses.Count(loss => loss.Count is null or 0 || loss.Table is null);
        return $"rows or values, {string.Join(", ", counted.DefaultIfEmpty("none that can be counted"))}{(other > 0 ? $", and what {Quantity.Of(other, "finding")} above cannot count" : "")}.";
    }
}
