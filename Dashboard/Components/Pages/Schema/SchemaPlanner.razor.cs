using System.Globalization;
using Dashboard.Components.Controls;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>Plans a change of the schema against the live rows, rehearses it, and runs it once it is agreed to.</summary>
public sealed partial class SchemaPlanner
{
    private static readonly string[] StageNames = ["Choose", "Plan", "Rehearse", "Confirm", "Run"];

    private SchemaStatus? _plannedOn;
    private (string?, bool) _planned;
    private SchemaPlan? _plan;
    private SchemaRun? _rehearsal;
    private string? _problem;
    private string? _typed;
    private string? _reason;
    private string? _password;
    private string? _refusal;
    private bool _askPassword;
    private bool _planning;

    [Parameter, EditorRequired] public required SchemaStatus Status { get; set; }

    /// <summary>Why nothing can be begun now; null when something can.</summary>
    [Parameter, EditorRequired] public required string? WhyNot { get; set; }

    /// <summary>Where to go, from the address; null when nobody has said so yet.</summary>
    [Parameter] public string? Target { get; set; }

    [Parameter] public bool OutOfOrder { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required SchemaRuns Runs { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private string? Blocked => _plan?.Blockers.FirstOrDefault()?.Text;

    private string? WhyNotUp => WhyNot ?? (Status.Inspection.Pending.Count == 0 ? "No migration is pending: there is no way up." : null);

    private string? WhyNotDown => WhyNot ?? (Status.Inspection.Applied.Count == 0 ? "No migration is applied: there is no way down." : null);

    /// <summary>Where the plan is to be had for whoever reviews it.</summary>
    private string Script => $"admin/schema/plan?target={Uri.EscapeDataString(Target ?? "latest")}{(OutOfOrder ? "&outOfOrder=true" : "")}";

    private bool CanGoOutOfOrder => !OutOfOrder && Status.Inspection.Late.Count > 0 && _plan is { Steps.Count: > 0, Direction: SchemaDirection.Up };

    protected override async Task OnParametersSetAsync()
    {
        // A plan belongs to its target and to the schema that it was made on: whatever ended meanwhile, it is looked at again.
        if (Target is null)
        {
            (_plan, _rehearsal, _problem) = (null, null, null);
        }
        else if (_planned != (Target, OutOfOrder) || !ReferenceEquals(_plannedOn, Status))
        {
            await PlanAsync(Target, OutOfOrder);
        }
    }

    private void Choose(string target) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri("admin/schema").ToString(), new Dictionary<string, object?> { ["target"] = target }) + "#change");

    /// <summary>The address names the migration, not the step: once there, the page must not offer to go one further.</summary>
    private void Step(int by)
    {
        var ids = Status.Migrations.Select(row => row.Id).ToList();
        var at = Last(Status.Inspection.Applied) is { } current ? ids.IndexOf(current) : -1;
        Choose(by == int.MaxValue ? Last(Status.Inspection.Known) ?? "0" : at + by < 0 ? "0" : ids[Math.Min(at + by, ids.Count - 1)]);
    }

    private async Task PlanAsync(string target, bool outOfOrder)
    {
        var anew = _planned != (target, outOfOrder);
        (_planned, _plannedOn) = ((target, outOfOrder), Status);
        if (anew)
        {
            (_plan, _rehearsal, _typed, _refusal, _planning) = (null, null, null, null, true);
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

    private async Task RehearseAsync() => _problem = Runs.Rehearse(await User.GetAsync(CancellationToken.None), _plan!);

    private async Task RunAsync()
    {
        var refusal = await Runs.RunAsync(await User.GetAsync(CancellationToken.None), _plan!, new(_typed, _reason, _password), CancellationToken.None);
        (_refusal, _password, _typed) = (refusal, null, refusal is null ? null : _typed);
        _askPassword = refusal is not null && (_askPassword || refusal == PasswordCommands.AskForPassword.Reason);
    }

    private string? WhyNoRun(SchemaPlan plan) =>
        WhyNot
        ?? Blocked
        ?? (plan.OutOfOrder && _rehearsal?.State != SchemaRunState.Succeeded ? "A migration out of order has to be rehearsed first." : null)
        ?? (plan.IsLossy && _typed?.Trim() != NameOf(plan.Target) ? $"Type \"{NameOf(plan.Target)}\" above: data will be gone." : null)
        ?? (_askPassword && string.IsNullOrEmpty(_password) ? "Give your password above." : null);

    /// <summary>What has been done on the way, what is next, and what comes after.</summary>
    private IEnumerable<(string Name, string State)> Stages()
    {
        var planned = _plan is { Steps.Count: > 0 };
        var rehearsed = planned && _rehearsal?.State == SchemaRunState.Succeeded;
        var agreed = planned && (rehearsed || _typed is not null) && WhyNoRun(_plan!) is null;
        bool[] done = [Target is not null, planned && Blocked is null, rehearsed, agreed, false];
        var next = Array.FindIndex(done, stage => !stage);
        return StageNames.Select((name, at) => (name, done[at] ? "done" : at == next ? "current" : "ahead"));
    }

    private string Describe(string? target) => target switch
    {
        null => "",
        "0" => "nothing (every table goes)",
        "latest" => "the newest",
        _ when Status.Versions.TryGetValue(target, out var id) => $"what version {target} had ({MigrationName.Of(id)})",
        _ => MigrationName.Of(target) + (target == Last(Status.Inspection.Applied) ? " (where it is)" : target == Last(Status.Inspection.Known) ? " (the newest)" : ""),
    };

    /// <summary>The losses in rows, the largest first; what cannot be counted in its own words.</summary>
    private static string Losses(SchemaPlan plan)
    {
        var losses = plan.AllFindings.Where(finding => finding.Weight == FindingWeight.Loss).ToList();
        var counted = losses.Where(loss => loss.Count > 0 && loss.Table is not null).GroupBy(loss => loss.Table).Select(table => (table.Key, Count: table.Sum(loss => loss.Count!.Value)))
            .OrderByDescending(table => table.Count).Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Count:N0} of {table.Key}"));
        var other = losses.Count(loss => loss.Count is null or 0 || loss.Table is null);
        return $"{string.Join(", ", counted.DefaultIfEmpty("none that can be counted"))}{(other > 0 ? $", and what {Words.Count(other, "finding")} above cannot count" : "")}.";
    }

    private static string RehearsalWords(SchemaRun rehearsal) => rehearsal.State == SchemaRunState.Succeeded
        ? $"Rehearsed by {rehearsal.Who}: its commands took {Words.Of(TimeSpan.FromMilliseconds(rehearsal.Steps.Sum(step => step.DurationMs)))}. {rehearsal.Lines.OrderBy(line => line.Seq).LastOrDefault()?.Text}"
        : $"The rehearsal {rehearsal.State.ToString().ToLowerInvariant()}{(rehearsal.Error is null ? "." : $": {rehearsal.Error}")}";

    private static string? Last(IReadOnlyList<string> migrations) => migrations.Count == 0 ? null : migrations[^1];

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
