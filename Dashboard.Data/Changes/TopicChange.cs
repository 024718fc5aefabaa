namespace Dashboard.Data.Changes;

/// <summary>
/// The latest change of a topic. Triggers write it in the transaction of the change, so that changes by other processes and by raw SQL are
/// noticed too. Saving progress does not count as a change. Old rows are deleted: a watcher that has missed <see cref="Kept"/> changes must
/// assume that everything has changed.
/// </summary>
public sealed class TopicChange
{
    /// <summary>The number of changes after which a topic's row is deleted.</summary>
    public const int Kept = 10_000;

    public required string Topic { get; init; }

    /// <summary>Counts the changes of all topics from 1. It only rises, except when a backup is restored.</summary>
    public required long Sequence { get; init; }
}
