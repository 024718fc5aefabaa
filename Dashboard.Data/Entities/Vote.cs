namespace Dashboard.Data.Entities;

public enum VoteOutcome
{
    Passed,
    Failed,

    /// <summary>It was ended without counting, such as for a mistake in the candidate.</summary>
    Cancelled,
}

/// <summary>A vote on one revision of a release. A release has at most one that is not resolved. Once resolved, it is never changed.</summary>
public sealed class Vote
{
    public long Id { get; private init; }
    public required string ReleaseName { get; init; }
    public Release Release { get; private init; } = null!;
    public required string RevisionNumber { get; init; }

    /// <summary>SHA-256 of the revision's manifest: each ballot names it, so that it is certain which files were voted on.</summary>
    public required string ManifestSha256 { get; init; }

    public required DateTime Started { get; init; }
    public required string StartedBy { get; init; }

    /// <summary>The earliest time at which it can be resolved.</summary>
    public required DateTime Ends { get; init; }

    /// <summary>The address that the call for votes was sent to.</summary>
    public required string Recipient { get; init; }

    public DateTime? Resolved { get; set; }
    public string? ResolvedBy { get; set; }
    public VoteOutcome? Outcome { get; set; }
    public string? Reason { get; set; }

    public List<Ballot> Ballots { get; } = [];
}

public enum BallotChoice
{
    /// <summary>-1.</summary>
    Against,

    /// <summary>0.</summary>
    Abstain,

    /// <summary>+1.</summary>
    For,
}

/// <summary>One ballot. A voter changes it by casting another one: the last one counts, and all are kept.</summary>
public sealed class Ballot
{
    public long Id { get; private init; }
    public required long VoteId { get; init; }

    /// <summary>A user name.</summary>
    public required string Voter { get; init; }

    public required BallotChoice Choice { get; init; }

    /// <summary>Whether the voter was a member of the committee when casting it.</summary>
    public required bool IsBinding { get; init; }

    public string? Comment { get; init; }
    public required DateTime CastAt { get; init; }

    /// <summary>The manifest of the vote that the voter saw.</summary>
    public required string ManifestSha256 { get; init; }
}
