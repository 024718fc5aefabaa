using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>Estimates how long a task takes, by the median of the latest tasks of its type and size.</summary>
public sealed class TaskDurationEstimator(IDbContextFactory<ReleaseDbContext> contexts)
{
    private const int MinSamples = 3;

    /// <summary>How many of the newest tasks are read.</summary>
    private const int Newest = 300;

    /// <summary>Samples are at most this much larger or smaller: the fixed part of the work makes others misleading.</summary>
    private const int SizeFactor = 4;

    /// <returns>Null when there are fewer than three samples.</returns>
    public async Task<TimeSpan?> EstimateAsync(ReleaseTaskType type, long total, CancellationToken cancellation)
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
        return perUnit.Count < MinSamples ? null : perUnit[perUnit.Count / 2] * total;
    }
}
