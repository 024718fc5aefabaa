using Dashboard.Components.Controls;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>Plans a change of the schema against the present rows, rehearses it, and runs it once it is confirmed.</summary>
public sealed partial class SchemaPlanner
{
    private const string Nothing = "0";

    private static readonly string[] StageNames = ["Choose target", "Review plan", "Rehearse", "Run"];

    private SchemaStatus? _plannedOn;
    private (string?, bool) _planned;
    private SchemaPlan? _plan;
    private SchemaRun? _rehearsal;
    private string? _problem;
    private bool _planning;

    /// <summary>Another object for another form: what was entered for one run is not there for the next.</summary>
    private object _form = new();

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }

    /// <summary>Why nothing can be started now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? BusyReason { get; set; }

    /// <summary>The target, from the address; null while none was chosen.</summary>
    [Parameter] public string? Target { get; set; }

    [Parameter] public bool OutOfOrder { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaCommands Commands { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private bool IsRehearsed => _rehearsal?.State == SchemaRunState.Succeeded;

    private string? Blocked => _plan?.Blockers.FirstOrDefault()?.Text;

    private string? NoUpgradeReason => BusyReason ?? (Status.Inspection.Pending.Count == 0 ? "The database is at the newest migration." : null);

    private string? NoDowngradeReason => BusyReason ?? (Status.Inspection.Applied.Count == 0 ? "The database has no migrations to revert." : null);

    /// <summary>The address of the plan as a file, for review.</summary>
    private string Script => $"admin/schema/plan?target={Uri.EscapeDataString(Target ?? "latest")}{(OutOfOrder ? "&outOfOrder=true" : "")}";

    private bool CanGoOutOfOrder => !OutOfOrder && Status.Inspection.Late.Count > 0 && _plan is { Direction: SchemaDirection.Up };

    private string Newest => Last(Status.Inspection.Known) ?? Nothing;

    protected override async Task OnParametersSetAsync()
    {
        if (Target is null)
        {
            (_plan, _rehearsal, _problem) = (null, null, null);
        }
        // A plan is made for a target and a status: after anything has changed, it is made again.
        else if (_planned != (Target, OutOfOrder) || !ReferenceEquals(_plannedOn, Status))
        {
            await PlanAsync(Target, OutOfOrder);
        }
    }

    private void Choose(string target) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri("admin/schema").ToString(), new Dictionary<string, object?> { ["target"] = target }) + "#change");

    /// <summary>The address names the migration instead of the step, which would lead further after each run.</summary>
    private string OneStep(int by)
    {
        var ids = Status.Migrations.Select(row => row.Id).ToList();
        var current = Status.Inspection.Applied is [.., var last] ? ids.IndexOf(last) : -1;
        return current + by < 0 ? Nothing : ids[Math.Min(current + by, ids.Count - 1)];
    }

    private async Task PlanAsync(string target, bool outOfOrder)
    {
        var isOther = _planned != (target, outOfOrder);
        (_planned, _plannedOn) = ((target, outOfOrder), Status);
        if (isOther)
        {
            (_plan, _rehearsal, _planning) = (null, null, true);
            ClearForm();
        }

        var caller = await User.GetAsync(CancellationToken.None);
        try
        {
            (_plan, _rehearsal) = await Task.Run(() =>
            {
                var plan = Queries.Plan(caller, target, outOfOrder);
                return (plan, Queries.Rehearsal(caller, plan));
            });
            _problem = null;
        }
        catch (SchemaException refusal)
        {
            (_plan, _rehearsal, _problem) = (null, null, refusal.Message);
        }

        _planning = false;
    }

    private void ClearForm() => _form = new();

    private async Task RehearseAsync() => _problem = Commands.Rehearse(await User.GetAsync(CancellationToken.None), _plan!);

    private string? NoRunReason(SchemaPlan plan) =>
        BusyReason ?? Blocked ?? (plan.OutOfOrder && !IsRehearsed ? "A plan out of order must be rehearsed first." : null);

    /// <summary>The steps of a change: those that are done, the next, and those to come.</summary>
    private IEnumerable<(string Name, string State)> Stages()
    {
        var isPlanned = _plan is { Steps.Count: > 0 };
        bool[] done = [Target is not null, isPlanned && Blocked is null, isPlanned && IsRehearsed, false];
        var next = Array.FindIndex(done, stage => !stage);
        return StageNames.Select((name, at) => (name, done[at] ? "done" : at == next ? "current" : "ahead"));
    }

    private string Describe(string? target) => target switch
    {
        null => "",
        Nothing => "nothing (drops every table)",
        "latest" => "newest",
        _ when Status.Versions.TryGetValue(target, out var id) => $"version {target} ({MigrationName.Of(id)})",
        _ => MigrationName.Of(target) + (target == Last(Status.Inspection.Applied) ? " (current)" : target == Newest ? " (newest)" : ""),
    };

    private static string Describe(SchemaRun rehearsal) => rehearsal.State == SchemaRunState.Succeeded
        ? $"Rehearsed by {rehearsal.Who}: the commands took {Duration.Of(TimeSpan.FromMilliseconds(rehearsal.Steps.Sum(step => step.DurationMs)))}. {rehearsal.Lines.OrderBy(line => line.Seq).LastOrDefault()?.Text}"
        : $"The rehearsal {rehearsal.State.ToString().ToLowerInvariant()}{(rehearsal.Error is null ? "." : $": {rehearsal.Error}")}";

    private static string? Last(IReadOnlyList<string> migrations) => migrations.Count == 0 ? null : migrations[^1];
}
