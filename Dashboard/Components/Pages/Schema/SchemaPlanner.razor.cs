using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>Plans a change of the schema against the live rows, rehearses it, and runs it once it is agreed to.</summary>
public sealed partial class SchemaPlanner
{
    private string? _target;
    private SchemaPlan? _plan;
    private string? _problem;
    private string? _typed;
    private string? _reason;
    private bool _planning;
    private IReadOnlyList<string>? _plannedOn;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }
    [Parameter, EditorRequired] public required bool Busy { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    protected override void OnParametersSet()
    {
        // A plan belongs to the schema it was made on.
        if (_plannedOn is not null && !_plannedOn.SequenceEqual(Status.Inspection.Applied))
        {
            (_plan, _target, _problem, _typed, _plannedOn) = (null, null, null, null, null);
        }
    }

    private async Task PlanAsync(string target)
    {
        (_target, _plan, _problem, _typed, _planning) = (target, null, null, null, true);
        var caller = await User.GetAsync(CancellationToken.None);
        try
        {
            _plan = await Task.Run(() => Queries.Plan(caller, target));
            _plannedOn = _plan.Applied;
        }
        catch (SchemaException refusal)
        {
            _problem = refusal.Message;
        }

        _planning = false;
    }

    private async Task RehearseAsync() => _problem = Runs.Rehearse(await User.GetAsync(CancellationToken.None), _plan!);

    private async Task RunAsync() => _problem = Runs.Run(await User.GetAsync(CancellationToken.None), _plan!, _typed, _reason);

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);

    private static string KindOf(FindingWeight weight) => weight switch
    {
        FindingWeight.Blocker => "bad",
        FindingWeight.Loss => "failed",
        FindingWeight.Warning => "concern",
        _ => "suggestion",
    };
}
