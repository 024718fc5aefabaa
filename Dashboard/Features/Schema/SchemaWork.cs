using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>A change of the schema as those see it who watch.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Expected">How long it took when it was rehearsed; null when it was not.</param>
/// <param name="Applying">When its commands began; null before.</param>
/// <param name="End">How it ended; null while it goes on.</param>
public sealed record SchemaWork(
    string Title, string Who, DateTime Started, TimeSpan? Expected, SchemaProgress? At, DateTime? Applying, IReadOnlyList<string> Log, bool CanCancel, SchemaWorkEnd? End, DateTime? Ended)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>Whether the commands take more than five times as long as they did on the copy.</summary>
    public bool IsOverdue(DateTime now) => Applying is { } began && Expected is { } expected && now - began > Least && now - began > 5 * expected;
}

/// <summary>How it ended.</summary>
/// <param name="Good">Whether it ended as it was meant to.</param>
/// <param name="Sentence">For people, with what to do next.</param>
/// <param name="Result">Of a run; null for what is none, and for one that was refused.</param>
public sealed record SchemaWorkEnd(bool Good, string Sentence, SchemaRunResult? Result = null)
{
    public static SchemaWorkEnd Of(SchemaRunResult result) => new(result.Outcome == SchemaRunState.Succeeded, result.Message, result);
}
