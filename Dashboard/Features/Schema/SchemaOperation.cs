using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>A long operation on the schema, as every visitor of the schema page sees it.</summary>
/// <param name="Title">What is done, for example <c>Upgrade from Baseline to AddChangeTopics</c>.</param>
/// <param name="Expected">How long its commands took in the rehearsal; null when there was none.</param>
/// <param name="At">The last progress; null before the first.</param>
/// <param name="Applying">When its commands began; null before.</param>
/// <param name="Result">How it ended; null while it runs.</param>
public sealed record SchemaOperation(
    string Title,
    string Who,
    DateTime Started,
    TimeSpan? Expected,
    SchemaProgress? At,
    DateTime? Applying,
    IReadOnlyList<string> Log,
    bool CanCancel,
    SchemaOperationResult? Result,
    DateTime? Ended)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>Whether the commands take more than five times as long as in the rehearsal, and more than five seconds.</summary>
    public bool IsOverdue(DateTime now) => Applying is { } began && Expected is { } expected && now - began > Least && now - began > 5 * expected;
}

/// <summary>How an operation ended.</summary>
/// <param name="Message">What happened and what to do next.</param>
/// <param name="Run">The schema run; null when there was none, because it was refused or changed nothing.</param>
public sealed record SchemaOperationResult(bool Succeeded, string Message, SchemaRunResult? Run = null)
{
    public static SchemaOperationResult Of(SchemaRunResult run) => new(run.Outcome == SchemaRunState.Succeeded, run.Message, run);
}
