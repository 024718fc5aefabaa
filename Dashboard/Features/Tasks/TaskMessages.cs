using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>The right to work on a task: every write of the worker names the attempt, and counts only while it is the task's own.</summary>
public sealed record TaskClaim(
    long TaskId,
    int Attempt,
    ReleaseTaskType Type,
    string? ProjectName,
    string? VersionName,
    string? RevisionNumber,
    string? PrimaryRelPath,
    long ProgressTotal,
    IReadOnlyList<StepClaim> Steps)
{
    public string? ReleaseName => ProjectName is null || VersionName is null ? null : Release.NameOf(ProjectName, VersionName);
}

public sealed record StepClaim(int Ordinal, string Name, string? RelPath, long ProgressTotal);

/// <summary>How a task ended.</summary>
/// <param name="Results">What replaces the results of earlier tasks about the same file.</param>
public sealed record TaskVerdict(TaskErrorKind? ErrorKind, string? Error, string? Result, IReadOnlyList<CheckResult> Results)
{
    public static TaskVerdict Completed(string result, IReadOnlyList<CheckResult> results) => new(null, null, result, results);

    public static TaskVerdict Failed(TaskErrorKind kind, string error) => new(kind, error, null, []);
}

/// <summary>A task was cancelled.</summary>
/// <param name="AtOnce">Whether it is over; else its worker has been asked.</param>
public sealed record CancelAsked(bool AtOnce);
