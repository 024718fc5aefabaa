using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>How long a task will take, by what the last ones of its kind and size took.</summary>
public sealed class TaskEstimates(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>Fewer say nothing.</summary>
    private const int Fewest = 3;

    /// <summary>How many of the newest tasks are looked at, by primary key.</summary>
    private const int Newest = 300;

    /// <summary>A task of another size is no guide: the fixed part of the work weighs differently.</summary>
    private const int SizeFactor = 4;

    /// <returns>Null when fewer than three of the newest tasks are of the kind and size.</returns>
    public async Task<TimeSpan?> OfAsync(ReleaseTaskType type, long total, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var newest = await context.Tasks.OrderByDescending(t => t.Id).Take(Newest)
            .Select(t => new { t.TaskType, t.Status, t.ProgressTotal, t.Started, t.Completed }).ToListAsync(cancellation);
        var perUnit = newest
            .Where(t => t.TaskType == type && t.Status == ReleaseTaskStatus.Completed && t.ProgressTotal > 0
                && t.ProgressTotal >= total / SizeFactor && t.ProgressTotal <= total * SizeFactor && t.Completed > t.Started)
            .Select(t => (t.Completed!.Value - t.Started!.Value) / t.ProgressTotal)
            .Order()
            .ToList();
        return perUnit.Count < Fewest ? null : perUnit[perUnit.Count / 2] * total;
    }
}
