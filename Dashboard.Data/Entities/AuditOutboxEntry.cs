namespace Dashboard.Data.Entities;

/// <summary>
/// Who did what to what in the domain, written with the act itself. It waits here to be moved to the audit trail in operations.db, which
/// outlives every restore of this database.
/// </summary>
public sealed class AuditOutboxEntry
{
    /// <summary>In the order of the acts.</summary>
    public long Id { get; private init; }

    /// <summary>Its name in the audit trail: an entry that is moved twice is kept once.</summary>
    public Guid EventId { get; init; } = Guid.CreateVersion7();

    public required DateTime At { get; init; }

    /// <summary>Null when no account acted.</summary>
    public long? AccountId { get; init; }

    /// <summary>The user name at that time; for an act of no account, what acted.</summary>
    public required string Who { get; init; }

    /// <summary>Lower-case words, the thing before the dot: <c>release.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, such as a release name.</summary>
    public required string Subject { get; init; }

    /// <summary>A JSON object.</summary>
    public required string Details { get; init; }
}
