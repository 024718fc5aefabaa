using System.Text.Json.Serialization;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Releases;

/// <summary>Whether a revision may be voted on, as far as is known.</summary>
public enum Verdict
{
    /// <summary>There is no file yet.</summary>
    Empty,

    /// <summary>Checks are queued or run.</summary>
    Checking,

    /// <summary>Nothing blocks.</summary>
    Ready,

    /// <summary>Something blocks, or a check could not be run.</summary>
    Blocked,
}

/// <summary>How many tasks and findings a revision has: made from the same rows as the lists beside it.</summary>
public sealed record Counts(int Queued, int Active, int Completed, int Failed, int Blockers, int Concerns, int Suggestions)
{
    public int Tasks => Queued + Active + Completed + Failed;
    public int Open => Queued + Active;

    public Verdict Verdict(int files) => files == 0
        ? Releases.Verdict.Empty
        : Open > 0
            ? Releases.Verdict.Checking
            : Blockers > 0 || Failed > 0 ? Releases.Verdict.Blocked : Releases.Verdict.Ready;
}

/// <summary>A line of the list of releases.</summary>
public sealed record ReleaseRow(
    string Name, string ProjectName, string ProjectDisplayName, string Version, ReleasePhase Phase, DateTime Created,
    string? LatestRevision, DateTime? LatestRevisionCreated, int Files, Counts Counts)
{
    public Verdict Verdict => Counts.Verdict(Files);
}

/// <summary>What the release page shows of one revision.</summary>
public sealed record ReleaseView(
    string Name,
    string ProjectName,
    string ProjectDisplayName,
    string Version,
    ReleasePhase Phase,
    string? CommitteeName,
    int CommitteeKeys,
    RevisionView? Revision,
    IReadOnlyList<RevisionRow> Revisions,
    Counts Counts,
    bool CanManage)
{
    public Verdict Verdict => Counts.Verdict(Revision?.Files.Count ?? 0);

    /// <summary>Whether the revision shown is the one that counts.</summary>
    public bool IsLatest => Revision is null || Revision.Number == Revisions[0].Number;
}

public sealed record RevisionRow(string Number, string AsfUid, DateTime Created, string? Description);

/// <param name="Findings">About the release as a whole, worst first.</param>
public sealed record RevisionView(
    string Number, string AsfUid, DateTime Created, string? Description, TaskView? PathsTask, IReadOnlyList<OtherTask> OtherTasks,
    IReadOnlyList<FileView> Files, IReadOnlyList<FindingView> Findings)
{
    /// <summary>The size of all files; the largest number where the sum exceeds it.</summary>
    public long Bytes => Files.Aggregate(0L, (sum, file) => file.Size > long.MaxValue - sum ? long.MaxValue : sum + file.Size);

    /// <summary>Every task that has not been retried.</summary>
    [JsonIgnore]
    public IEnumerable<TaskView> Tasks =>
        Files.Select(file => file.Task).Append(PathsTask).OfType<TaskView>().Concat(OtherTasks.Select(other => other.Task));
}

/// <summary>A task that is not shown with a file: an older one about the same file, or one about a file that the revision lacks.</summary>
public sealed record OtherTask(string? Path, TaskView Task);

/// <summary>A file of a revision with what is known of it.</summary>
/// <param name="Task">The latest task about it; null when it has nothing to be checked against.</param>
/// <param name="Findings">Worst first; those of its paths and of all its checks.</param>
/// <param name="CompanionOf">The artifact that it says something about, when that is there.</param>
public sealed record FileView(
    string Path, long Size, string Sha256, string Sha512, TaskView? Task, IReadOnlyList<FindingView> Findings, string? CompanionOf)
{
    /// <summary>An anchor that any path can be.</summary>
    [JsonIgnore]
    public string Anchor => "file-" + Uri.EscapeDataString(Path);

    public CheckResultStatus? Worst => Findings.Count == 0 ? null : Findings[0].Status;
}

public sealed record FindingView(
    string Checker, CheckResultStatus Status, string Message, IReadOnlyDictionary<string, string>? Data, string? MemberPath = null);

public sealed record TaskView(
    long Id, ReleaseTaskType Type, ReleaseTaskStatus Status, int Attempt, DateTime Added, DateTime? Started, DateTime? Completed, string? Error,
    TaskErrorKind? ErrorKind, long Done, long Total, IReadOnlyList<StepView> Steps);

public sealed record StepView(
    int Ordinal, string Name, string? RelPath, ReleaseTaskStatus Status, long Done, long Total, ProgressUnit Unit, string? Message,
    DateTime? Started, DateTime? Completed);
