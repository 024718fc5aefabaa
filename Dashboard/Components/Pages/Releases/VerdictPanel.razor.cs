using Dashboard.Components.Controls;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Releases;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>Says in one glance whether the revision may be voted on, and why not.</summary>
public sealed partial class VerdictPanel
{
    private const int MostReasons = 8;

    [Parameter, EditorRequired] public required ReleaseView Release { get; set; }

    private IReadOnlyList<FileView> Files => Release.Revision?.Files ?? [];

    private List<TaskView> Tasks => [.. Release.Revision?.Tasks ?? []];

    private List<(string? Path, TaskView Task)> FailedTasks =>
    [
        .. Files.Select(file => ((string?)file.Path, file.Task)).Append((null, Release.Revision?.PathsTask))
            .Concat((Release.Revision?.OtherTasks ?? []).Select(other => (other.Path, (TaskView?)other.Task)))
            .Where(pair => pair.Item2 is { Status: ReleaseTaskStatus.Failed }).Select(pair => (pair.Item1, pair.Item2!)),
    ];

    /// <summary>What blocks; when nothing does, what should be looked at.</summary>
    private List<(FileView? File, FindingView Finding)> Reasons
    {
        get
        {
            var worst = Release.Counts.Blockers > 0 ? CheckResultStatus.Blocker : CheckResultStatus.Concern;
            return
            [
                .. (Release.Revision?.Findings ?? []).Select(finding => ((FileView?)null, finding))
                    .Concat(Files.SelectMany(file => file.Findings.Select(finding => ((FileView?)file, finding))))
                    .Where(reason => reason.finding.Status >= worst),
            ];
        }
    }

    private bool SignaturesNeedKeys => Release.CommitteeKeys == 0 && Files.Any(file => file.Path.EndsWith(".asc", StringComparison.Ordinal));

    private string Sentence => Release.Verdict switch
    {
        Verdict.Empty => "No files yet",
        Verdict.Checking => $"Checking: {Release.Counts.Tasks - Release.Counts.Open} of {Release.Counts.Tasks} tasks done",
        Verdict.Blocked when Release.Counts.Blockers == 0 => $"Not ready: {Quantity.Of(Release.Counts.Failed, "task")} failed",
        Verdict.Blocked => $"Not ready: {Quantity.Of(Release.Counts.Blockers, "thing blocks", "things block")} the vote",
        _ when Release.Counts.Concerns > 0 => $"Ready for a vote, with {Quantity.Of(Release.Counts.Concerns, "concern")} to look at",
        _ => "Ready for a vote: nothing blocks",
    };

    // A fragment alone would be relative to the site's root, as every link is under <base>.
    private string Href(FileView file) => $"releases/{Release.ProjectName}/{Release.Version}/{Release.Revision!.Number}#{file.Anchor}";
}
