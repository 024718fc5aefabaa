using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>Where a running task is: all of it each time, so that a lost message costs nothing but the wait for the next.</summary>
/// <param name="BytesPerSecond">Null until there is something to measure.</param>
/// <param name="Remaining">Null when nothing honest can be said: fewer than three earlier tasks of the kind and size.</param>
/// <param name="LogLines">How many lines the attempt has written; the rows hold them.</param>
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
