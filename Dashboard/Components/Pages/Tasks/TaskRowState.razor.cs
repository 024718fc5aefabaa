using Dashboard.Components.Controls;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>The state of a task in the list: its progress, or how it ended.</summary>
public sealed partial class TaskRowState
{
    [Parameter, EditorRequired] public required TaskRow Row { get; set; }

    private long Done => Math.Max(Row.Done, ProgressOf(Row.Id, Row.Attempt)?.Done ?? 0);

    private string State => Row.Status switch
    {
        ReleaseTaskStatus.Active => $"{Labels.Of(Row.Status)}, {ProgressText.Percent(Done, Row.Total)}",
        ReleaseTaskStatus.Completed or ReleaseTaskStatus.Failed when Row.Started is { } started && Row.Completed is { } completed =>
            $"{Labels.Of(Row.Status, Row.ErrorKind)} in {Duration.Of(completed - started)}",
        _ => Labels.Of(Row.Status, Row.ErrorKind),
    };

    // The same scope for every row, so that the list has one stream.
    protected override void OnParametersSet() => Follow(TaskScope.All, Row.Status == ReleaseTaskStatus.Active);

    protected override bool Concerns(TaskProgress progress) => progress.TaskId == Row.Id;
}
