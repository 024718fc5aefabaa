namespace Dashboard.Data.Entities;

/// <summary>The life of a task. The database holds a row to its shape and refuses every transition but: queued to active or failed; active to completed, failed or back to queued.</summary>
public enum ReleaseTaskStatus
{
    Queued,
    Active,
    Completed,
    Failed,
}

public enum ReleaseTaskType
{
    /// <summary>The paths and names of a whole revision.</summary>
    PathsCheck,

    /// <summary>One artifact; each of its checks is a step.</summary>
    ArtifactCheck,
}

/// <summary>Why a task failed.</summary>
public enum TaskErrorKind
{
    /// <summary>The work threw.</summary>
    Error,

    /// <summary>Somebody asked for it to stop.</summary>
    Cancelled,

    /// <summary>It took longer than its type may.</summary>
    TimedOut,

    /// <summary>It did not answer and was given up.</summary>
    Abandoned,
}

/// <summary>A unit of work on a release. The row is the truth; the Hangfire job that works on it can be lost and made again.</summary>
public sealed class ReleaseTask
{
    public long Id { get; private init; }
    public ReleaseTaskStatus Status { get; private init; }
    public required ReleaseTaskType TaskType { get; init; }

    /// <summary>The arguments as JSON, shaped by the type.</summary>
    public string TaskArgs { get; init; } = "{}";

    /// <summary>The user name of whose act queued it.</summary>
    public required string AsfUid { get; init; }

    public required DateTime Added { get; init; }
    public DateTime? Started { get; private init; }

    /// <summary>The process that works on it.</summary>
    public int? Pid { get; private init; }

    /// <summary>The server process's name: host, process and the instant it started.</summary>
    public string? Server { get; private init; }

    /// <summary>How often it was started. Every write of a worker names its own attempt, so that a stalled one cannot overwrite a later one's.</summary>
    public int Attempt { get; private init; }

    public DateTime? Completed { get; private init; }

    /// <summary>A typed result as a JSON object, of a completed task.</summary>
    public string? Result { get; private init; }

    public string? Error { get; private init; }
    public TaskErrorKind? ErrorKind { get; private init; }

    /// <summary>Lower runs first.</summary>
    public int Priority { get; init; }

    /// <summary>Work done, in the unit of its steps (bytes of the artifact; paths).</summary>
    public long ProgressDone { get; private init; }
    public long ProgressTotal { get; init; }

    public DateTime? CancelRequestedAt { get; private init; }
    public string? CancelRequestedBy { get; private init; }

    /// <summary>The task that this one tries again.</summary>
    public long? RetryOfId { get; init; }

    public string? ProjectName { get; init; }
    public Project? Project { get; private init; }
    public string? VersionName { get; init; }
    public Release? Release { get; private init; }
    public string? RevisionNumber { get; init; }

    /// <summary>The artifact, null when the task is about the whole revision.</summary>
    public string? PrimaryRelPath { get; init; }

    public List<TaskStep> Steps { get; } = [];
}

/// <summary>One part of a task with a progress of its own, such as one check of an artifact.</summary>
public sealed class TaskStep
{
    public long TaskId { get; init; }

    /// <summary>From 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What is done, such as "sha512".</summary>
    public required string Name { get; init; }

    /// <summary>The file it is about beside the task's own, such as the .asc.</summary>
    public string? RelPath { get; init; }

    public ReleaseTaskStatus Status { get; private init; }
    public DateTime? Started { get; private init; }
    public DateTime? Completed { get; private init; }
    public long ProgressDone { get; private init; }
    public long ProgressTotal { get; init; }
    public required ProgressUnit Unit { get; init; }

    /// <summary>What it is at, or how it ended.</summary>
    public string? Message { get; private init; }
}

public enum ProgressUnit
{
    Bytes,
    Items,
}

/// <summary>One run of a task by one worker; kept after it.</summary>
public sealed class TaskAttempt
{
    public long TaskId { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    public required DateTime Started { get; init; }
    public required int Pid { get; init; }
    public required string Server { get; init; }
    public DateTime? Ended { get; private init; }

    /// <summary>Null while it runs.</summary>
    public TaskAttemptOutcome? Outcome { get; private init; }
    public string? Error { get; private init; }
}

public enum TaskAttemptOutcome
{
    Completed,
    Failed,

    /// <summary>Its worker died or stalled; the task went back to the queue.</summary>
    Lost,
}

/// <summary>A line of an attempt's log.</summary>
public sealed class TaskLogLine
{
    public long TaskId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>From 1, in the order written.</summary>
    public required int Line { get; init; }

    public required DateTime At { get; init; }
    public required TaskLogLevel Level { get; init; }
    public required string Message { get; init; }
}

public enum TaskLogLevel
{
    Information,
    Warning,
    Error,
}
