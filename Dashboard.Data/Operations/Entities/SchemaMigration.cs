namespace Dashboard.Data.Operations;

/// <summary>
/// What is known of an applied migration, kept when it is applied: an older build has no code for it and can still take
/// it down with the commands stored here, and an edit of it afterwards shows.
/// </summary>
public sealed class SchemaMigration
{
    public required string MigrationId { get; init; }

    /// <summary>SHA-256 of the commands that applied it.</summary>
    public required string UpHash { get; set; }

    /// <summary>JSON: the step that reverts it; null when it cannot be reverted.</summary>
    public string? Down { get; set; }

    /// <summary>SHA-256 over the facts of the schema that it led to.</summary>
    public required string FactsHash { get; set; }

    /// <summary>JSON: the facts of the schema that taking it back has to lead to.</summary>
    public required string FactsBefore { get; set; }

    public required string AppVersion { get; set; }

    public required string Who { get; set; }

    public required DateTime Applied { get; set; }

    /// <summary>Milliseconds.</summary>
    public required long DurationMs { get; set; }

    /// <summary>The run that applied it last.</summary>
    public required long RunId { get; set; }

    /// <summary>When it was reverted; null while it is applied.</summary>
    public DateTime? Reverted { get; set; }
}
