namespace Dashboard.Data.Operations;

/// <summary>
/// Somebody took the schema down on purpose: no start takes it up again until the hold is released. At most one row.
/// </summary>
public sealed class SchemaHold
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>Where it is held; null for nothing applied.</summary>
    public string? MigrationId { get; init; }

    public required string Who { get; init; }

    public string? Reason { get; init; }

    public required DateTime Since { get; init; }

    public required long RunId { get; init; }
}

/// <summary>While this row is there, nobody but the run named in it writes to the domain. At most one row.</summary>
public sealed class SchemaMaintenance
{
    /// <summary>Always 1.</summary>
    public int Id { get; init; } = 1;

    /// <summary>The sentence that refused requests show.</summary>
    public required string Reason { get; init; }

    public required DateTime Since { get; init; }

    public required long RunId { get; init; }
}
