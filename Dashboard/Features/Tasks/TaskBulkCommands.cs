using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>What is done to many tasks at once.</summary>
public enum TaskBulkAct
{
    /// <summary>Cancels queued and running tasks.</summary>
    Cancel,

    /// <summary>Retries failed tasks that have not been retried.</summary>
    Retry,
}

/// <summary>The tasks that an act is for: those with the ids, or all that match a filter.</summary>
/// <param name="Ids">Null for all that match.</param>
/// <param name="Filter">Which tasks match; ignored where there are ids.</param>
/// <param name="Newest">Tasks with greater ids were added after the selection was made, and are left alone.</param>
public sealed record TaskSelection(IReadOnlyCollection<long>? Ids, TaskFilter Filter, long Newest);

/// <summary>What an act would do to a selection.</summary>
/// <param name="Selected">The number of tasks in the selection.</param>
/// <param name="Affected">Those that it would change: in a state that allows it, of projects that the caller manages.</param>
public sealed record TaskBulkPlan(int Selected, int Affected);

/// <summary>What an act has done.</summary>
/// <param name="Done">The number of tasks that were changed.</param>
/// <param name="Skipped">Those whose state had changed in the meantime.</param>
public sealed record TaskBulkResult(int Done, int Skipped);

/// <summary>Cancels and retries many tasks, each in a transaction of its own, so that no other writer waits for all of them.</summary>
public sealed class TaskBulkCommands(IDbContextFactory<ReleaseDbContext> contexts, TaskCommands commands)
{
    private const int BatchSize = 200;

    /// <summary>Counts the tasks that an act would change.</summary>
    public async Task<TaskBulkPlan> PlanAsync(Caller caller, TaskBulkAct act, TaskSelection selection, CancellationToken cancellation)
    {
        var matches = await MatchesAsync(selection, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return new TaskBulkPlan(
            await Selected(context, selection, matches).CountAsync(cancellation), await Affected(context, caller, act, selection, matches).CountAsync(cancellation));
    }

    /// <summary>Carries an act out, oldest task first. Cancelling it leaves done what was done.</summary>
    /// <param name="progress">Told the number of tasks so far.</param>
    public async Task<TaskBulkResult> RunAsync(
        Caller caller, TaskBulkAct act, TaskSelection selection, IProgress<int>? progress, CancellationToken cancellation)
    {
        var matches = await MatchesAsync(selection, cancellation);
        var (done, skipped, last) = (0, 0, 0L);
        while (!cancellation.IsCancellationRequested && await NextAsync(caller, act, selection, matches, last, cancellation) is { Count: > 0 } batch)
        {
            foreach (var id in batch)
            {
                if (cancellation.IsCancellationRequested)
                {
                    break;
                }

                last = id;
                var refusal = act == TaskBulkAct.Cancel
                    ? (await commands.CancelAsync(caller, id, CancellationToken.None)).Refusal
                    : (await commands.RetryAsync(caller, id, CancellationToken.None)).Refusal;
                _ = refusal is null ? done++ : skipped++;
                progress?.Report(done + skipped);
            }
        }

        return new TaskBulkResult(done, skipped);
    }

    private async Task<List<long>> NextAsync(
        Caller caller, TaskBulkAct act, TaskSelection selection, IReadOnlyCollection<long>? matches, long after, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Affected(context, caller, act, selection, matches).Where(t => t.Id > after).OrderBy(t => t.Id).Select(t => t.Id).Take(BatchSize)
            .ToListAsync(cancellation);
    }

    private async Task<IReadOnlyCollection<long>?> MatchesAsync(TaskSelection selection, CancellationToken cancellation)
    {
        if (selection.Ids is not null)
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await selection.Filter.FindMatchesAsync(context, cancellation);
    }

    private static IQueryable<ReleaseTask> Selected(ReleaseDbContext context, TaskSelection selection, IReadOnlyCollection<long>? matches) =>
        (selection.Ids is { } ids ? context.Tasks.Where(t => ids.Contains(t.Id)) : selection.Filter.Of(context, matches)).Where(t => t.Id <= selection.Newest);

    private static IQueryable<ReleaseTask> Affected(
        ReleaseDbContext context, Caller caller, TaskBulkAct act, TaskSelection selection, IReadOnlyCollection<long>? matches)
    {
        var tasks = Selected(context, selection, matches);
        tasks = act == TaskBulkAct.Cancel
            ? tasks.Where(t => (t.Status == ReleaseTaskStatus.Queued || t.Status == ReleaseTaskStatus.Active) && t.CancelRequestedAt == null)
            : tasks.Where(t => t.Status == ReleaseTaskStatus.Failed && !context.Tasks.Any(retry => retry.RetryOfId == t.Id));
        if (caller.IsAdministrator)
        {
            return tasks;
        }

        var projects = caller.Role == Data.Operations.AccountRole.ReleaseManager ? caller.Projects.ToList() : [];
        return tasks.Where(t => t.ProjectName != null && projects.Contains(t.ProjectName));
    }
}
