namespace Dashboard.Data.Operations;

/// <summary>A difference between the schema and its migrations that an administrator has seen and accepted.</summary>
public sealed class SchemaAcceptance
{
    /// <summary>The fact's name, such as <c>index ix_task_status</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the migrations make; null when they know nothing of it.</summary>
    public string? Expected { get; init; }

    /// <summary>What the database has; null when it is missing.</summary>
    public string? Actual { get; init; }

    public required string Who { get; init; }

    public string? Reason { get; init; }

    public required DateTime Since { get; init; }
}
