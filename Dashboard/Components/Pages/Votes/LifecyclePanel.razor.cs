using Dashboard.Components.Controls;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Votes;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Votes;

/// <summary>Where a release stands in its life: the next step, the vote, and how it came there.</summary>
public sealed partial class LifecyclePanel
{
    public sealed record Shown(LifecycleView? Life);

    [Parameter, EditorRequired] public required string ProjectName { get; set; }
    [Parameter, EditorRequired] public required string Version { get; set; }

    [Inject] public required VoteQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string Address => $"releases/{ProjectName}/{Version}";

    protected override void OnParametersSet() => Watch(ChangeTopics.Release(Release.NameOf(ProjectName, Version)), ChangeTopics.Projects);

    protected override async Task<Shown> ReadAsync(CancellationToken closing) =>
        new(await Queries.FindAsync(await User.GetAsync(closing), ProjectName, Version, closing));

    /// <summary>A draft without files has one step before it, which the page says already.</summary>
    private static bool HasNextStep(LifecycleView life) => life.Situation.Phase switch
    {
        ReleasePhase.ReleaseCandidateDraft => life.CanManage && life.Situation.Files > 0,
        ReleasePhase.ReleasePreview => life.CanManage,
        ReleasePhase.Release => true,
        _ => false,
    };

    private static string Sentence(TransitionRow step) => (step.From, step.To) switch
    {
        (ReleasePhase.ReleaseCandidateDraft, _) => $"The vote on revision {step.RevisionNumber} started",
        (ReleasePhase.ReleaseCandidate, ReleasePhase.ReleasePreview) => $"The vote on revision {step.RevisionNumber} passed",
        (ReleasePhase.ReleaseCandidate, _) => $"The vote on revision {step.RevisionNumber} ended without passing, and the release is a draft again{(step.Reason is null ? "" : $": {step.Reason}")}",
        _ => $"Revision {step.RevisionNumber} was released",
    };
}
