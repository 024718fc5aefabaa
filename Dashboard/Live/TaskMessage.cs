using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Entities;

namespace Dashboard.Live;

/// <summary>
/// A message of <see cref="TaskHub"/>. A snapshot replaces everything that its receiver had; a delta replaces the tasks that it names. Both
/// carry whole tasks, so that applying one twice changes nothing.
/// </summary>
/// <param name="Kind"><see cref="Snapshot"/> or <see cref="Delta"/>.</param>
/// <param name="Epoch">Identifies the start of the server. When it differs from the one before, the receiver must subscribe again.</param>
/// <param name="Sequence">Counts the messages of one subscription from 0. After a gap the receiver must subscribe again.</param>
/// <param name="Removed">The ids of deleted tasks.</param>
/// <param name="Truncated">Whether there are older tasks that this snapshot does not name.</param>
public sealed record TaskMessage(
    string Kind, string Epoch, long Sequence, IReadOnlyList<TaskState> Tasks, IReadOnlyList<long> Removed, bool Truncated)
{
    public const string Snapshot = "snapshot";
    public const string Delta = "delta";
}

/// <summary>The state and progress of a task.</summary>
/// <param name="Release">The name of its release; null when the task belongs to none.</param>
/// <param name="Path">The artifact; null when the task is about the whole revision.</param>
/// <param name="Attempt">The number of the latest attempt; 0 before the first.</param>
/// <param name="Done">The part of <paramref name="Total"/> that is done, in the unit of the steps.</param>
/// <param name="BytesPerSecond">Null until there is enough to measure.</param>
/// <param name="RemainingSeconds">Null when there is no basis for an estimate.</param>
/// <param name="LogLines">The number of lines that the attempt has written.</param>
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

    /// <summary>
    /// Orders the states of one task: by attempt, then by state within it, then by what is done. A read and a worker's report may arrive in
    /// the wrong order.
    /// </summary>
    internal (int Attempt, int State, long Done) Age => (Attempt, Status switch
    {
        ReleaseTaskStatus.Queued => Attempt == 0 ? 0 : 2,
        ReleaseTaskStatus.Active => 1,
        _ => 3,
    }, Done);

    /// <summary>Combines the row with what the worker reports, whichever is further.</summary>
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

/// <param name="Name">The name of the check, such as "sha512".</param>
/// <param name="Path">The companion that it reads beside the task's artifact, such as the .asc.</param>
/// <param name="Message">What it is doing, or how it ended.</param>
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
