using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>How the database compares with this build, what is wrong, and what can be done about it.</summary>
public sealed partial class SchemaSummary
{
    private string? _reason;
    private string? _refusal;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? BusyReason { get; set; }

    [Inject] public required SchemaCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private SchemaInspection Inspection => Status.Inspection;

    private string Kind => Inspection.Condition switch
    {
        SchemaCondition.Current when Inspection.Fits => "good",
        SchemaCondition.Behind or SchemaCondition.Missing => "concern",
        _ => "bad",
    };

    private async Task ReleaseHoldAsync() => Commands.ReleaseHold(await User.GetAsync(CancellationToken.None));

    private async Task AcceptAsync(IReadOnlyList<SchemaDifference> seen)
    {
        _refusal = Commands.Accept(await User.GetAsync(CancellationToken.None), seen, _reason);
        // A reason belongs to one act.
        _reason = _refusal is null ? null : _reason;
    }

    private static string NameOf(IReadOnlyList<string> migrations) => migrations.Count == 0 ? "nothing" : MigrationName.Of(migrations[^1]);
}
