using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>The state in one glance, with what is wrong and what can be done about it.</summary>
public sealed partial class SchemaGlance
{
    private string? _reason;
    private string? _refusal;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }
    [Parameter, EditorRequired] public required string? WhyNot { get; set; }

    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private SchemaInspection Inspection => Status.Inspection;

    private string Kind => Inspection.Condition switch
    {
        SchemaCondition.Current when Inspection.Fits => "good",
        SchemaCondition.Behind or SchemaCondition.Missing => "concern",
        _ => "bad",
    };

    private async Task ReleaseHoldAsync() => Runs.ReleaseHold(await User.GetAsync(CancellationToken.None));

    private async Task AcceptAsync(IReadOnlyList<SchemaDifference> seen) =>
        _refusal = Runs.Accept(await User.GetAsync(CancellationToken.None), seen, _reason);

    private static string NameOf(IReadOnlyList<string> migrations) => migrations.Count == 0 ? "nothing" : MigrationName.Of(migrations[^1]);
}
