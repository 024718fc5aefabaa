using Dashboard.Checks;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>Plans the tasks that check a revision.</summary>
internal static class TaskPlanner
{
    /// <summary>
    /// The priority of tasks that nobody waits for: those that are enqueued automatically, perhaps for many releases at once, and those of a
    /// revision that a newer one has replaced.
    /// </summary>
    public const int Later = 1;

    /// <summary>Plans one task for the paths, and one for each artifact that has companions to check it against, with a step for each check.</summary>
    /// <param name="sizes">The size of every file, in bytes.</param>
    public static List<ReleaseTask> Plan(
        Release release, Revision revision, IReadOnlyDictionary<string, long> sizes, string asfUid, DateTime added)
    {
        var paths = New(ReleaseTaskType.PathsCheck, null, sizes.Count);
        paths.Steps.Add(new TaskStep { Ordinal = 1, Name = CheckNames.Paths, ProgressTotal = sizes.Count, Unit = ProgressUnit.Items });
        List<ReleaseTask> tasks = [paths];
        foreach (var plan in CheckPlan.Of([.. sizes.Keys]).Where(plan => plan.Checks.Count > 0))
        {
            var size = sizes[plan.Artifact];
            var task = New(ReleaseTaskType.ArtifactCheck, plan.Artifact, size);
            task.Steps.AddRange(plan.Checks.Select((check, at) => new TaskStep
            {
                Ordinal = at + 1,
                Name = check.Name,
                RelPath = check.CompanionPath,
                ProgressTotal = size,
                Unit = ProgressUnit.Bytes,
            }));
            tasks.Add(task);
        }

        return tasks;

        ReleaseTask New(ReleaseTaskType type, string? path, long total) => new()
        {
            TaskType = type,
            AsfUid = asfUid,
            Added = added,
            ProjectName = release.ProjectName,
            VersionName = release.Version,
            RevisionNumber = revision.Number,
            PrimaryRelPath = path,
            ProgressTotal = total,
        };
    }

    /// <summary>Plans the retry of a task that has ended.</summary>
    /// <param name="ended">The task, loaded with its steps.</param>
    public static ReleaseTask Retry(ReleaseTask ended, string asfUid, DateTime added, int priority = 0)
    {
        var retry = new ReleaseTask
        {
            TaskType = ended.TaskType,
            TaskArgs = ended.TaskArgs,
            AsfUid = asfUid,
            Added = added,
            Priority = priority,
            ProgressTotal = ended.ProgressTotal,
            RetryOfId = ended.Id,
            ProjectName = ended.ProjectName,
            VersionName = ended.VersionName,
            RevisionNumber = ended.RevisionNumber,
            PrimaryRelPath = ended.PrimaryRelPath,
        };
        retry.Steps.AddRange(ended.Steps.OrderBy(s => s.Ordinal).Select(s => new TaskStep
        {
            Ordinal = s.Ordinal,
            Name = s.Name,
            RelPath = s.RelPath,
            ProgressTotal = s.ProgressTotal,
            Unit = s.Unit,
        }));
        return retry;
    }
}
