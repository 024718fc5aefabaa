namespace Dashboard.Features.Schema;

/// <summary>What the schema page watches.</summary>
public static class SchemaTopics
{
    /// <summary>An operation started or ended, or a backup or the hold changed.</summary>
    public const string Status = "schema";

    /// <summary>The running operation made progress.</summary>
    public const string Progress = "schema-progress";
}
