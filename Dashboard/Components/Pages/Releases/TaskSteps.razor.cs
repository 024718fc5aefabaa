using Dashboard.Components.Controls;
using Dashboard.Data.Entities;
using Dashboard.Features.Releases;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>The steps of one task: what the row says, overtaken by what is heard of it while it runs.</summary>
public sealed partial class TaskSteps
{
    /// <summary>Watched while something runs.</summary>
    [Parameter, EditorRequired] public required TaskScope Scope { get; set; }
    [Parameter, EditorRequired] public required TaskView Task { get; set; }

    /// <summary>What the task's checks found.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<FindingView> Findings { get; set; }

    /// <summary>Whether the task's own error stands elsewhere on the page.</summary>
    [Parameter] public bool ErrorIsSaid { get; set; }

    private bool IsOpen => Task.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active;

    private TaskProgress? Live => IsOpen ? ProgressOf(Task.Id, Task.Attempt) : null;

    private IEnumerable<StepView> Steps => Live is { } live
        ? Task.Steps.Zip(live.Steps, (row, step) => row with
        {
            Status = step.Status,
            Done = live.Attempt == Task.Attempt ? Math.Max(row.Done, step.Done) : step.Done,
            Message = step.Message,
        })
        : Task.Steps;

    protected override void OnParametersSet() => Follow(Scope, IsOpen);

    protected override bool Concerns(TaskProgress progress) => progress.TaskId == Task.Id;

    private List<FindingView> FindingsOf(StepView step) => [.. Findings.Where(finding => finding.Checker == step.Name)];

    private CheckResultStatus? Worst(StepView step) => Task.Status == ReleaseTaskStatus.Completed
        ? FindingsOf(step).Select(finding => (CheckResultStatus?)finding.Status).Max()
        : null;

    private string KindOf(StepView step) => Worst(step) is { } worst ? StatusKind.Of(worst) : StatusKind.Of(step.Status);

    private string LabelOf(StepView step) => Worst(step) is { } worst
        ? Labels.Of(worst)
        : step.Status == ReleaseTaskStatus.Completed ? "Done" : Labels.Of(step.Status, Task.ErrorKind);
}
