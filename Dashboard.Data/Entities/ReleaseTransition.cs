namespace Dashboard.Data.Entities;

/// <summary>
/// A step in the life of a release, from one phase to the next. The database lets a release change its phase only in the transaction that adds
/// the transition, and lets nobody change or delete a transition.
/// </summary>
public sealed class ReleaseTransition
{
    public long Id { get; private init; }
    public required string ReleaseName { get; init; }
    public required ReleasePhase FromPhase { get; init; }
    public required ReleasePhase ToPhase { get; init; }
    public required DateTime At { get; init; }

    /// <summary>The user name of who caused it.</summary>
    public required string ByUser { get; init; }

    /// <summary>The revision that it is about: the one voted on, or the one announced.</summary>
    public required string RevisionNumber { get; init; }

    public string? Reason { get; init; }
}
