using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>
/// What <see cref="TaskHub"/> sends. A snapshot replaces everything its receiver had; a delta replaces the tasks that it names. Each names its
/// tasks as a whole, so that applying one twice changes nothing.
/// </summary>
/// <param name="Kind"><see cref="Snapshot"/> or <see cref="Delta"/>.</param>
/// <param name="Epoch">Which start of the server speaks. Another one than before: watch again.</param>
/// <param name="Sequence">Counts the messages of one subscription from 0. Not one more than before: something was lost, watch again.</param>
/// <param name="Removed">Ids of tasks that are no more.</param>
/// <param name="Truncated">Of a snapshot: there are older tasks that it does not name.</param>
public sealed record TaskMessage(
    string Kind, string Epoch, long Sequence, IReadOnlyList<TaskState> Tasks, IReadOnlyList<long> Removed, bool Truncated)
{
    public const string Snapshot = "snapshot";
    public const string Delta = "delta";
}

/// <summary>Where a task is.</summary>
/// <param name="Release">The name of its release, null when it is about none.</param>
/// <param name="Path">The artifact, null when the task is about all of the revision.</param>
/// <param name="Attempt">How often it was begun.</param>
/// <param name="Done">Of <paramref name="Total"/>, in bytes or in things, as its steps say.</param>
/// <param name="BytesPerSecond">Null until there is something to measure.</param>
/// <param name="RemainingSeconds">Null when nothing honest can be said.</param>
/// <param name="LogLines">How many lines the attempt has written.</param>
public sealed record TaskState(
    long Id,
    [property: JsonConverter(typeof(UpperSnakeEnumConverter<ReleaseTaskType>))] ReleaseTaskType Type,
    [property: JsonConverter(typeof(UpperSnakeEnumConverter<ReleaseTaskStatus>))] ReleaseTaskStatus Status,
    string? Release,
    string? Revision,
    string? Path,
    int Attempt,
    DateTime Added,
    DateTime? Started,
    DateTime? Completed,
    string? Error,
    [property: JsonConverter(typeof(UpperSnakeEnumConverter<TaskErrorKind>))] TaskErrorKind? ErrorKind,
    DateTime? CancelRequested,
    long Done,
    long Total,
    double? BytesPerSecond,
    double? RemainingSeconds,
    int LogLines,
    IReadOnlyList<StepState> Steps)
{
    [JsonIgnore]
    public bool IsOpen => Status is ReleaseTaskStatus.Queued or ReleaseTaskStatus.Active;

    /// <summary>Orders what is known of one task: a later attempt, a later state within it, more done. Two reads may come in the wrong order.</summary>
    internal (int Attempt, int State, long Done) Age => (Attempt, Status switch
    {
        ReleaseTaskStatus.Queued => Attempt == 0 ? 0 : 2,
        ReleaseTaskStatus.Active => 1,
        _ => 3,
    }, Done);

    /// <summary>This row, overtaken by what the process that works on it reports.</summary>
    internal TaskState With(TaskProgress? progress) =>
        progress is null || Status != ReleaseTaskStatus.Active || progress.Attempt != Attempt ? this : this with
        {
            Done = Math.Max(Done, progress.Done),
            BytesPerSecond = progress.BytesPerSecond,
            RemainingSeconds = progress.Remaining?.TotalSeconds,
            LogLines = Math.Max(LogLines, progress.LogLines),
            Steps = [.. Steps.Select(step => progress.Steps.FirstOrDefault(report => report.Ordinal == step.Ordinal) is { } report
                ? step with
                {
                    Status = report.Status,
                    Done = report.Done,
                    Total = report.Total,
                    Message = report.Message,
                    Started = report.Started,
                    Completed = report.Completed,
                }
                : step)],
        };

    internal TaskProgress ToProgress() => new(
        Id, Attempt, Release, Done, Total, BytesPerSecond, RemainingSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, LogLines,
        [.. Steps.Select(step => new StepProgress(step.Ordinal, step.Status, step.Done, step.Total, step.Message, step.Started, step.Completed))]);

    internal bool LooksLike(TaskState other) => this with { Steps = other.Steps } == other && Steps.SequenceEqual(other.Steps);
}

/// <param name="Name">What is done, such as "sha512".</param>
/// <param name="Path">The file it is about beside the task's own, such as the .asc.</param>
/// <param name="Message">What it is at, or how it ended.</param>
public sealed record StepState(
    int Ordinal,
    string Name,
    string? Path,
    [property: JsonConverter(typeof(UpperSnakeEnumConverter<ReleaseTaskStatus>))] ReleaseTaskStatus Status,
    long Done,
    long Total,
    [property: JsonConverter(typeof(UpperSnakeEnumConverter<ProgressUnit>))] ProgressUnit Unit,
    string? Message,
    DateTime? Started,
    DateTime? Completed);

/// <summary>Enums as the database writes them: <c>ARTIFACT_CHECK</c>.</summary>
internal sealed class UpperSnakeEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where T : struct, Enum;
