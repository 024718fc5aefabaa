namespace Dashboard.Features.Audit;

/// <summary>What the change feed says about the audit trail.</summary>
public static class AuditTopics
{
    /// <summary>Entries have come that are not of accounts, which have a topic of their own.</summary>
    public const string Trail = "audit";
}
