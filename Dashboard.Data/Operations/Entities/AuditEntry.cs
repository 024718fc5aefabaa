namespace Dashboard.Data.Operations;

/// <summary>Who did what to what, when. Entries are only ever added; triggers refuse everything else.</summary>
public sealed class AuditEntry
{
    public long Id { get; private init; }

    /// <summary>Made where the act happens: an entry that waits in another database and is moved here twice is kept once.</summary>
    public Guid EventId { get; init; } = Guid.CreateVersion7();

    public required DateTime At { get; init; }

    /// <summary>Null when no account acted: the command line, the server itself, a stranger.</summary>
    public long? AccountId { get; init; }

    /// <summary>The user name at that time; for an act of no account, what acted.</summary>
    public required string Who { get; init; }

    /// <summary>Lower-case words, the thing before the dot: <c>account.disabled</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, such as a user name or a release name.</summary>
    public required string Subject { get; init; }

    /// <summary>A JSON object. Never holds a password, a token or their hashes.</summary>
    public string Details { get; init; } = "{}";
}
