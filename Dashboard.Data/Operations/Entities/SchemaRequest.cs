using Dashboard.Data.Schema;

namespace Dashboard.Data.Operations;

/// <summary>
/// A run that the command line asks a server for. Whoever can write here can write into the state directory, and could do the run by itself
/// were there no server: no further right is asked for.
/// </summary>
public sealed class SchemaRequest
{
    public long Id { get; init; }

    public required SchemaRunKind Kind { get; init; }

    /// <summary>The newest migration afterwards; null for none, and for a restore.</summary>
    public string? ToMigration { get; init; }

    /// <summary>The plan that was agreed to; null for a restore.</summary>
    public string? PlanHash { get; init; }

    /// <summary>The backup to be restored; null for other runs.</summary>
    public string? Backup { get; init; }

    /// <summary>For a restore, what becomes of tasks that were queued or running then.</summary>
    public RestoredWork? Work { get; init; }

    public required string Who { get; init; }

    public string? Reason { get; init; }

    public required DateTime Created { get; init; }

    /// <summary>The name of the server that took it; null while none has.</summary>
    public string? Server { get; set; }

    /// <summary>Whether whoever asked wants it stopped.</summary>
    public bool CancelAsked { get; set; }

    public DateTime? Finished { get; set; }

    /// <summary>The run in the journal; null when it was refused before one began.</summary>
    public long? RunId { get; set; }

    /// <summary>How the run ended; null when it was refused before one began.</summary>
    public SchemaRunState? Outcome { get; set; }

    /// <summary>A sentence at the end.</summary>
    public string? Message { get; set; }
}
