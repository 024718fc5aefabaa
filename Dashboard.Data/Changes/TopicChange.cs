namespace Dashboard.Data.Changes;

/// <summary>
/// When a topic changed last. Triggers write it with whatever write they belong to, so that a change by another process, or by hand, is seen
/// too. Progress saves leave it alone. Old topics go: who was not looking for <see cref="Kept"/> changes takes everything for changed.
/// </summary>
public sealed class TopicChange
{
    /// <summary>How many changes back a topic is kept.</summary>
    public const int Kept = 10_000;

    public required string Topic { get; init; }

    /// <summary>One count for all topics, from 1; it only rises, but for a database that was restored.</summary>
    public required long Sequence { get; init; }
}
