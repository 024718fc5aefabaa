namespace Dashboard.Data.Entities;

/// <summary>
/// The status of a task. The database refuses every transition except from queued to active or failed, and from active to completed, failed
/// or queued.
/// </summary>
public enum ReleaseTaskStatus
{
    Queued,
    Active,
    Completed,
    Failed,
}

public enum ReleaseTaskType
{
    /// <summary>Checks the paths and names of a whole revision.</summary>
    PathsCheck,

    /// <summary>Checks one artifact; each check is a step.</summary>
    ArtifactCheck,

    /// <summary>Sends one mail.</summary>
    MailSend,

    /// <summary>Publishes the files of a release that passed its vote, and announces it.</summary>
    Announce,
}

/// <summary>Why a task failed.</summary>
public enum TaskErrorKind
{
    /// <summary>Its handler failed.</summary>
    Error,

    /// <summary>A user cancelled it.</summary>
    Cancelled,

    /// <summary>It exceeded its time limit.</summary>
    TimedOut,

    /// <summary>It did not respond, or its servers died repeatedly.</summary>
    Abandoned,
}

/// <summary>A unit of work, usually on a release. The row is authoritative; the Hangfire job that runs it can be lost and created again.</summary>
public sealed class ReleaseTask
{
    public long Id { get; private init; }
    public ReleaseTaskStatus Status { get; private init; }
    public required ReleaseTaskType TaskType { get; init; }

    /// <summary>The arguments as a JSON object, whose properties depend on the type.</summary>
    public string TaskArgs { get; init; } = "{}";

    /// <summary>The user name of who caused it to be enqueued.</summary>
    public required string AsfUid { get; init; }

    public required DateTime Added { get; init; }
    public DateTime? Started { get; private init; }

    /// <summary>The id of the process that runs it.</summary>
    public int? Pid { get; private init; }

    /// <summary>The name of the server that runs it: its process id and a random part.</summary>
    public string? Server { get; private init; }

    /// <summary>The number of attempts. It is the fencing token: every write of a worker carries it, so that a stalled worker cannot overwrite a later one.</summary>
    public int Attempt { get; private init; }

    public DateTime? Completed { get; private init; }

    /// <summary>The result of a completed task as a JSON object, whose properties depend on the type.</summary>
    public string? Result { get; private init; }

    public string? Error { get; private init; }
    public TaskErrorKind? ErrorKind { get; private init; }

    /// <summary>Tasks with a lower number run first.</summary>
    public int Priority { get; init; }

    /// <summary>The work that is done, in the unit of its steps: bytes of the artifact, or paths.</summary>
    public long ProgressDone { get; private init; }
    public long ProgressTotal { get; init; }

    public DateTime? CancelRequestedAt { get; private init; }
    public string? CancelRequestedBy { get; private init; }

    /// <summary>The task that this one retries.</summary>
    public long? RetryOfId { get; init; }

    public string? ProjectName { get; init; }
    public Project? Project { get; private init; }
    public string? VersionName { get; init; }
    public Release? Release { get; private init; }
    public string? RevisionNumber { get; init; }

    /// <summary>The artifact; null when the task is about the whole revision.</summary>
    public string? PrimaryRelPath { get; init; }

    public List<TaskStep> Steps { get; } = [];
}

/// <summary>A part of a task with a progress of its own, such as one check of an artifact. It changes only until the task ends.</summary>
public sealed class TaskStep
{
    public long TaskId { get; init; }

    /// <summary>From 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The name of the check, such as "sha512".</summary>
    public required string Name { get; init; }

    /// <summary>The companion that it reads besides the task's artifact, such as the .asc.</summary>
    public string? RelPath { get; init; }

    public ReleaseTaskStatus Status { get; private init; }
    public DateTime? Started { get; private init; }
    public DateTime? Completed { get; private init; }
    public long ProgressDone { get; private init; }
    public long ProgressTotal { get; init; }
    public required ProgressUnit Unit { get; init; }

    /// <summary>What it is doing, or how it ended.</summary>
    public string? Message { get; private init; }
}

public enum ProgressUnit
{
    Bytes,
    Items,
}

/// <summary>One execution of a task by a worker. It is kept after it has ended, and then never changed.</summary>
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

    /// <summary>Its worker died or stalled.</summary>
    Lost,
}

/// <summary>A line of an attempt's log. It is never changed.</summary>
public sealed class TaskLogLine
{
    public long TaskId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>From 1, in the order in which the lines were written.</summary>
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
