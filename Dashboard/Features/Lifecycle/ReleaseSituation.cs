using Dashboard.Data.Entities;

namespace Dashboard.Features.Lifecycle;

/// <summary>Everything that decides which step a release can take next, read in one transaction.</summary>
/// <param name="LatestRevision">Five digits; null when nothing was uploaded yet.</param>
/// <param name="OpenTasks">Checks of the latest revision that are queued or running.</param>
/// <param name="FailedTasks">Checks of the latest revision that failed and were not retried.</param>
/// <param name="Blockers">Findings about the latest revision that stand in the way of a vote.</param>
/// <param name="Vote">The vote that is running.</param>
/// <param name="AnnouncementTask">The latest task that announces it; null when none was enqueued.</param>
public sealed record ReleaseSituation(
    string ReleaseName,
    string ProjectName,
    string Version,
    ReleasePhase Phase,
    string? CommitteeName,
    string? LatestRevision,
    int Files,
    int OpenTasks,
    int FailedTasks,
    int Blockers,
    RunningVote? Vote,
    AnnouncementTask? AnnouncementTask)
{
    public bool IsBeingAnnounced => AnnouncementTask?.Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active;
}

/// <param name="Ends">The earliest time at which it can be resolved.</param>
public sealed record RunningVote(long Id, string RevisionNumber, string ManifestSha256, DateTime Started, DateTime Ends, string StartedBy);

public sealed record AnnouncementTask(long Id, ReleaseTaskStatus Status);
