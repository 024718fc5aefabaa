using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>
/// The right to work on a task. The attempt number is the fencing token: every write of the worker carries it, and has no effect once the
/// task has another one.
/// </summary>
public sealed record TaskClaim(
    long TaskId,
    int Attempt,
    ReleaseTaskType Type,
    string? ProjectName,
    string? VersionName,
    string? RevisionNumber,
    string? PrimaryRelPath,
    long ProgressTotal,
    IReadOnlyList<ClaimedStep> Steps)
{
    public string? ReleaseName => ProjectName is null || VersionName is null ? null : Release.NameOf(ProjectName, VersionName);
}

public sealed record ClaimedStep(int Ordinal, string Name, string? RelPath, long ProgressTotal);
