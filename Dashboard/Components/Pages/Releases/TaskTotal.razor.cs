using Dashboard.Data.Entities;
using Dashboard.Features.Releases;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>How far all tasks of a revision are together, in bytes of its artifacts.</summary>
public sealed partial class TaskTotal
{
    private long[] _summed = [];
    private long _done;
    private long _total;
    private double? _rate;

    /// <summary>Watched while something runs.</summary>
    [Parameter, EditorRequired] public required TaskScope Scope { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<TaskView> Tasks { get; set; }

    protected override TimeSpan Gathering => TimeSpan.FromMilliseconds(100);

    protected override void OnParametersSet()
    {
        Follow(Scope, Tasks.Any(task => task.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active));
        Sum();
    }

    protected override bool ShouldRender()
    {
        Sum();
        return true;
    }

    protected override bool Concerns(TaskProgress progress) => Tasks.Any(task => task.Id == progress.TaskId);

    private void Sum()
    {
        long done = 0;
        double rate = 0;
        var artifacts = Tasks.Where(task => task.Type == ReleaseTaskType.ArtifactCheck).ToList();
        foreach (var task in artifacts)
        {
            var live = task.Status == ReleaseTaskStatus.Active ? ProgressOf(task.Id, task.Attempt) : null;
            done += task.Status is ReleaseTaskStatus.Completed or ReleaseTaskStatus.Failed ? task.Total : Math.Max(task.Done, live?.Done ?? 0);
            rate += live?.BytesPerSecond ?? 0;
        }

        _total = artifacts.Sum(task => task.Total);
        // Never back for the same tasks; those of another revision, or of another try, begin where they are.
        var summed = artifacts.Select(task => task.Id).Order().ToArray();
        _done = Math.Max(summed.SequenceEqual(_summed) ? _done : 0, Math.Min(done, _total));
        _summed = summed;
        _rate = rate > 0 ? rate : null;
    }
}
