using Dashboard.Data;
using Dashboard.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

/// <summary>
/// Ends what workers cannot end themselves: passes on the cancellation requests that another process took, abandons tasks that do not
/// respond to one, and puts the tasks of lost workers and dead servers back into the queue.
/// </summary>
public sealed partial class TaskRecovery(
    IDbContextFactory<ReleaseDbContext> contexts,
    RecoveryCommands commands,
    RunningTasks running,
    ServerLease server,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<TaskRecovery> logger)
{
    /// <summary>A worker registers its task within milliseconds of the claim. After this time without a registration the worker is lost.</summary>
    private static readonly TimeSpan LostWorkerTimeout = TimeSpan.FromSeconds(4);

    /// <summary>The rows of this server without a registered worker, and when each was first seen so. Used by one loop only.</summary>
    private readonly Dictionary<long, long> _unregistered = [];

    /// <summary>Asks cancelled tasks of this server to stop, and abandons those that have not stopped in time.</summary>
    public async Task StopCancelledAsync(CancellationToken stopping)
    {
        if (running.All.Count == 0)
        {
            return;
        }

        foreach (var id in await commands.FindCancelledAsync(server.Name, stopping))
        {
            running.RequestStop(id, TaskErrorKind.Cancelled);
        }

        foreach (var task in running.All.Where(task => task.SinceStopRequested > options.Value.AnswerLimit))
        {
            if (await commands.AbandonAsync(task.Claim, task.SinceStopRequested!.Value, stopping))
            {
                LogAbandoned(task.Claim.TaskId, task.Claim.Attempt);
            }

            task.Abandon();
        }
    }

    /// <summary>Requeues the tasks whose worker or server is gone.</summary>
    public async Task RequeueLostAsync(CancellationToken stopping)
    {
        var active = await FindActiveAsync(stopping);
        foreach (var lost in active.Where(task => task.Server != server.Name).Select(task => task.Server).Distinct().Where(name => !server.IsAlive(name)))
        {
            try
            {
                LogRequeued(await commands.RequeueServerTasksAsync(lost, options.Value.MaxAttempts, stopping), lost);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Such as a trigger that refuses one of its rows: the tasks of other servers are recovered all the same.
                LogRequeueFailed(error, lost);
            }
        }

        await RequeueUnregisteredAsync([.. active.Where(task => task.Server == server.Name).Select(task => task.Id)], stopping);
    }

    private async Task<List<(long Id, string? Server)>> FindActiveAsync(CancellationToken stopping)
    {
        await using var context = await contexts.CreateDbContextAsync(stopping);
        var active = await context.Tasks.Where(t => t.Status == ReleaseTaskStatus.Active).Select(t => new { t.Id, t.Server }).ToListAsync(stopping);
        return active.ConvertAll(task => (task.Id, task.Server));
    }

    /// <summary>Requeues rows that this server has claimed but runs no worker for: the worker failed right after the claim.</summary>
    private async Task RequeueUnregisteredAsync(IReadOnlyCollection<long> own, CancellationToken stopping)
    {
        var registered = running.All.Select(task => task.Claim.TaskId).ToHashSet();
        var unregistered = own.Where(id => !registered.Contains(id)).ToHashSet();
        foreach (var id in _unregistered.Keys.Where(id => !unregistered.Contains(id)).ToList())
        {
            _unregistered.Remove(id);
        }

        foreach (var id in unregistered)
        {
            _unregistered.TryAdd(id, time.GetTimestamp());
        }

        var lost = _unregistered.Where(seen => time.GetElapsedTime(seen.Value) > LostWorkerTimeout).Select(seen => seen.Key).ToList();
        if (lost.Count > 0)
        {
            LogRequeued(await commands.RequeueServerTasksAsync(server.Name, options.Value.MaxAttempts, stopping, lost), server.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId}, attempt {Attempt}, was abandoned because it did not respond to its cancellation")]
    private partial void LogAbandoned(long taskId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Requeued {Count} tasks of the lost server or worker {Server}")]
    private partial void LogRequeued(int count, string? server);

    [LoggerMessage(LogLevel.Error, "Requeueing the tasks of the lost server {Server} failed; it is retried within a second")]
    private partial void LogRequeueFailed(Exception error, string? server);
}
