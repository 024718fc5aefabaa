using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>Which tasks a list shows. A null does not restrict it.</summary>
public sealed record TaskFilter
{
    /// <summary>No restriction.</summary>
    public static TaskFilter None { get; } = new();

    public ReleaseTaskStatus? Status { get; init; }

    public ReleaseTaskType? Type { get; init; }

    /// <summary>The name of a project.</summary>
    public string? Project { get; init; }

    /// <summary>A version of <see cref="Project"/>; ignored without it.</summary>
    public string? Version { get; init; }

    /// <summary>The user name of who caused the task.</summary>
    public string? Who { get; init; }

    /// <summary>The earliest time at which the task was added, UTC.</summary>
    public DateTime? Since { get; init; }

    /// <summary>A part of the artifact's path, whatever its case; among the newest ten thousand that match.</summary>
    public string? Search { get; init; }

    /// <summary>Searches for <see cref="Search"/>, once for all queries of a page, because that reads every path.</summary>
    /// <returns>The ids of the newest matches; null without a search.</returns>
    internal async Task<IReadOnlyCollection<long>?> FindMatchesAsync(ReleaseDbContext context, CancellationToken cancellation) =>
        Search is { } words ? await context.FindTaskIds(words).ToListAsync(cancellation) : null;

    /// <summary>Restricts the tasks of a context.</summary>
    /// <param name="matches">What <see cref="FindMatchesAsync"/> returned.</param>
    internal IQueryable<ReleaseTask> Of(ReleaseDbContext context, IReadOnlyCollection<long>? matches)
    {
        var tasks = context.Tasks.AsQueryable();
        if (Status is { } status)
        {
            tasks = tasks.Where(t => t.Status == status);
        }

        if (Type is { } type)
        {
            tasks = tasks.Where(t => t.TaskType == type);
        }

        if (Project is { } project)
        {
            tasks = Version is { } version
                ? tasks.Where(t => t.ProjectName == project && t.VersionName == version)
                : tasks.Where(t => t.ProjectName == project);
        }

        if (Who is { } who)
        {
            tasks = tasks.Where(t => t.AsfUid == who);
        }

        if (Since is { } since)
        {
            // Ids rise with the time of addition: the first task that is new enough bounds the range of ids, which the key's index reads.
            tasks = tasks.Where(t => t.Added >= since
                && t.Id >= context.Tasks.Where(first => first.Added >= since).OrderBy(first => first.Added).Select(first => first.Id).FirstOrDefault());
        }

        return matches is null ? tasks : tasks.Where(t => matches.Contains(t.Id));
    }
}
