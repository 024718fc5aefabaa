namespace Dashboard.Features.Audit;

/// <summary>The words of the audit trail for the domain.</summary>
public static class DomainActions
{
    public const string CommitteeCreated = "committee.created";
    public const string CommitteeChanged = "committee.changed";
    public const string CommitteeDeleted = "committee.deleted";
    public const string ProjectCreated = "project.created";
    public const string ProjectChanged = "project.changed";
    public const string ProjectDeleted = "project.deleted";
    public const string PolicyChanged = "policy.changed";
    public const string ReleaseCreated = "release.created";
    public const string RevisionCreated = "revision.created";
    public const string VoteStarted = "vote.started";
    public const string BallotCast = "ballot.cast";
    public const string VoteResolved = "vote.resolved";
    public const string ReleaseAnnounced = "release.announced";
    public const string KeysImported = "keys.imported";
    public const string KeyRemoved = "key.removed";
    public const string TaskCancelled = "task.cancelled";
    public const string TaskRetried = "task.retried";
}
