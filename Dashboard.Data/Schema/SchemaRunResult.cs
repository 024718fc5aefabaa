namespace Dashboard.Data.Schema;

/// <summary>How a run ended.</summary>
/// <param name="RunId">Its place in the journal.</param>
/// <param name="Outcome">One of the last states; the state it stands in where nobody can tell yet.</param>
/// <param name="Message">A sentence for people, with what to do next.</param>
/// <param name="Backup">The backup made before; null when there was nothing to back up.</param>
public sealed record SchemaRunResult(long RunId, SchemaRunState Outcome, string Message, string? Backup)
{
    /// <summary>What was looked at and found good, a phrase each; empty when the run did not reach its target.</summary>
    public IReadOnlyList<string> Verified { get; init; } = [];
}
