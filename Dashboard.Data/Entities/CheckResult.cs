namespace Dashboard.Data.Entities;

/// <summary>How severe a result is. The names are those of <c>Dashboard.Checks.FindingStatus</c>, which this project does not reference.</summary>
public enum CheckResultStatus
{
    Note,
    Suggestion,
    Concern,
    Blocker,
    Exception,
}

/// <summary>
/// One finding of a check about a revision. A task adds its results when it completes. They are never changed, and are deleted only with their
/// revision or when a later task about the same file replaces them.
/// </summary>
public sealed class CheckResult
{
    public long Id { get; private init; }
    public required string ReleaseName { get; init; }
    public required string RevisionNumber { get; init; }

    /// <summary>The task that found it; null after that was deleted.</summary>
    public long? TaskId { get; init; }

    /// <summary>The name of the check, such as "sha512" or "paths".</summary>
    public required string Checker { get; init; }

    /// <summary>The file in the revision; null when the result is about the whole revision.</summary>
    public string? PrimaryRelPath { get; init; }

    /// <summary>The path inside an archive.</summary>
    public string? MemberRelPath { get; init; }

    public required DateTime Created { get; init; }
    public required CheckResultStatus Status { get; init; }
    public required string Message { get; init; }

    /// <summary>Facts for programs, as a JSON object whose values are strings.</summary>
    public string? Data { get; init; }
}
