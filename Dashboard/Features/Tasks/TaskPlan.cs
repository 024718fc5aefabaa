using Dashboard.Checks;
using Dashboard.Data.Entities;

namespace Dashboard.Features.Tasks;

/// <summary>What is to be checked of a revision.</summary>
internal static class TaskPlan
{
    /// <summary>The priority of what nobody waits for: what is queued by itself, perhaps for many releases at once, and what a newer revision has replaced.</summary>
    public const int Later = 1;

    /// <summary>One task for the paths, and one for each artifact that has something to be checked against, with a step for each check.</summary>
    /// <param name="sizes">The size of every file, in bytes.</param>
    public static List<ReleaseTask> Of(
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

    /// <summary>The work of a task that has ended, once more.</summary>
    /// <param name="ended">With its steps.</param>
    public static ReleaseTask Again(ReleaseTask ended, string asfUid, DateTime added, int priority = 0)
    {
        var again = new ReleaseTask
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
        again.Steps.AddRange(ended.Steps.OrderBy(s => s.Ordinal).Select(s => new TaskStep
        {
            Ordinal = s.Ordinal,
            Name = s.Name,
            RelPath = s.RelPath,
            ProgressTotal = s.ProgressTotal,
            Unit = s.Unit,
        }));
        return again;
    }
}
