using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>The progress of a running task. Each report is complete, so that one that is lost is made up for by the next.</summary>
/// <param name="BytesPerSecond">Null until there is enough to measure.</param>
/// <param name="Remaining">Null when there is no basis for an estimate: fewer than three earlier tasks of this type and size.</param>
/// <param name="LogLines">The number of lines that the attempt has written to its log.</param>
public sealed record TaskProgress(
    long TaskId,
    int Attempt,
    string? ReleaseName,
    long Done,
    long Total,
    double? BytesPerSecond,
    TimeSpan? Remaining,
    int LogLines,
    IReadOnlyList<StepProgress> Steps);

public sealed record StepProgress(int Ordinal, ReleaseTaskStatus Status, long Done, long Total, string? Message, DateTime? Started, DateTime? Completed);
