namespace Dashboard.Data.Entities;

/// <summary>How much a result matters; the names are those of <c>Dashboard.Checks.FindingStatus</c>, which this project may not know.</summary>
public enum CheckResultStatus
{
    Note,
    Suggestion,
    Concern,
    Blocker,
    Exception,
}

/// <summary>What one check found about one file of one revision.</summary>
public sealed class CheckResult
{
    public long Id { get; private init; }
    public required string ReleaseName { get; init; }
    public required string RevisionNumber { get; init; }

    /// <summary>The task that found it, null once that is gone.</summary>
    public long? TaskId { get; init; }

    /// <summary>Which check, such as "sha512" or "paths".</summary>
    public required string Checker { get; init; }

    /// <summary>The file in the revision; null when it is about the whole.</summary>
    public string? PrimaryRelPath { get; init; }

    /// <summary>The path inside an archive.</summary>
    public string? MemberRelPath { get; init; }

    public required DateTime Created { get; init; }
    public required CheckResultStatus Status { get; init; }
    public required string Message { get; init; }

    /// <summary>Facts for machines as a JSON object of strings.</summary>
    public string? Data { get; init; }
}
