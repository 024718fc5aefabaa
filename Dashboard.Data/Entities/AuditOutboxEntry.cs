namespace Dashboard.Data.Entities;

/// <summary>
/// An audit entry of the domain, written in the transaction of the act itself. From here it is moved to the audit trail in operations.db,
/// which a restore of this database does not affect.
/// </summary>
public sealed class AuditOutboxEntry
{
    /// <summary>Rises in the order of the acts.</summary>
    public long Id { get; private init; }

    /// <summary>Identifies the entry in the audit trail, so that one that is moved twice is kept once.</summary>
    public Guid EventId { get; init; } = Guid.CreateVersion7();

    public required DateTime At { get; init; }

    /// <summary>Null when no account acted.</summary>
    public long? AccountId { get; init; }

    /// <summary>The user name at that time; for an act without an account, the program that acted.</summary>
    public required string Who { get; init; }

    /// <summary>Lower-case words, the object before the dot: <c>release.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What was acted on, such as a release name.</summary>
    public required string Subject { get; init; }

    /// <summary>A JSON object.</summary>
    public required string Details { get; init; }
}
