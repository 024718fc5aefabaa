using System.Globalization;

namespace Dashboard.Live;

/// <summary>The tasks of a subscription: all, those of a release, or one. As text: <c>all</c>, <c>release:widget-1.0.0</c>, <c>task:12</c>.</summary>
public readonly record struct TaskScope
{
    private const string ReleasePrefix = "release:";
    private const string TaskPrefix = "task:";

    public static TaskScope All => default;

    public string? ReleaseName { get; private init; }

    public long? TaskId { get; private init; }

    public static TaskScope OfRelease(string releaseName) => new() { ReleaseName = releaseName };

    public static TaskScope OfTask(long taskId) => new() { TaskId = taskId };

    public static bool TryParse(string? text, out TaskScope scope)
    {
        scope = default;
        if (text is null)
        {
            return false;
        }

        if (text.StartsWith(ReleasePrefix, StringComparison.Ordinal) && text.Length > ReleasePrefix.Length)
        {
            scope = OfRelease(text[ReleasePrefix.Length..]);
            return true;
        }

        if (text.StartsWith(TaskPrefix, StringComparison.Ordinal)
            && long.TryParse(text[TaskPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            scope = OfTask(id);
            return true;
        }

        return text == "all";
    }

    public bool Covers(long taskId, string? releaseName) =>
        TaskId is { } id ? id == taskId : ReleaseName is null || ReleaseName == releaseName;

    public override string ToString() => this switch
    {
        { ReleaseName: { } name } => ReleasePrefix + name,
        { TaskId: { } id } => TaskPrefix + id.ToString(CultureInfo.InvariantCulture),
        _ => "all",
    };
}
