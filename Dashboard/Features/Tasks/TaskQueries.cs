using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Features.Tasks;

/// <summary>A row of the list of tasks.</summary>
public sealed record TaskRow(
    long Id, ReleaseTaskType Type, ReleaseTaskStatus Status, int Attempt, TaskErrorKind? ErrorKind, string? ProjectName, string? VersionName,
    string? RevisionNumber, string? PrimaryRelPath, string AsfUid, DateTime Added, DateTime? Started, DateTime? Completed, long Done, long Total);

/// <summary>A page of the list and the number of tasks in each status, read from one snapshot.</summary>
/// <param name="Before">The id that the next page is requested with; null on the last page.</param>
public sealed record TaskPage(IReadOnlyList<TaskRow> Rows, IReadOnlyDictionary<ReleaseTaskStatus, int> Counts, long? Before);

/// <summary>What has changed since a page was read.</summary>
/// <param name="Rows">The rows that were asked for and still exist.</param>
/// <param name="Newer">How many matching tasks are newer than all of them.</param>
public sealed record TaskUpdate(IReadOnlyList<TaskRow> Rows, IReadOnlyDictionary<ReleaseTaskStatus, int> Counts, int Newer);

/// <summary>A task as its page shows it.</summary>
public sealed record TaskDetail(
    TaskView Task, string? ProjectName, string? VersionName, string? RevisionNumber, string? PrimaryRelPath, string AsfUid, int? Pid, string? Server,
    long? RetryOfId, long? RetriedById, DateTime? CancelRequestedAt, string? CancelRequestedBy,
    IReadOnlyList<AttemptView> Attempts, IReadOnlyList<FindingRow> Findings, bool CanManage);

public sealed record AttemptView(int Attempt, DateTime Started, DateTime? Ended, TaskAttemptOutcome? Outcome, string? Error, int Pid, string Server);

public sealed record FindingRow(string Checker, string? Path, CheckResultStatus Status, string Message, string? MemberPath);

/// <summary>The extent of an attempt's log.</summary>
/// <param name="First">The number of the first line that is kept; more than 1 when earlier lines were dropped.</param>
/// <param name="Last">The number of the last line; 0 when there is none.</param>
public sealed record LogExtent(int First, int Last, int Warnings, int Errors)
{
    public int Count => Last == 0 ? 0 : Last - First + 1;
}

public sealed record LogLine(int Line, DateTime At, TaskLogLevel Level, string Message);

/// <summary>Reads tasks for pages and the API. Every signed-in account may see every task.</summary>
public sealed class TaskQueries(IDbContextFactory<ReleaseDbContext> contexts)
{
    /// <summary>Counts are exact up to here; a status that has more has this many and one.</summary>
    public const int MostCounted = 10_000;

    /// <summary>Lists the newest tasks first, paged by key, so that a page costs the same however many tasks there are.</summary>
    /// <param name="before">Lists the tasks with smaller ids; null for the newest.</param>
    public async Task<TaskPage> ListAsync(Caller caller, TaskFilter filter, long? before, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var matches = await filter.FindMatchesAsync(context, cancellation);
        var counts = await CountAsync(context, filter, matches, cancellation);
        var tasks = filter.Of(context, matches);
        if (before is { } id)
        {
            tasks = tasks.Where(t => t.Id < id);
        }

        var rows = await Rows(tasks.OrderByDescending(t => t.Id).Take(most + 1)).ToListAsync(cancellation);
        return rows.Count > most
            ? new TaskPage(rows[..most], counts, rows[most - 1].Id)
            : new TaskPage(rows, counts, null);
    }

    /// <summary>Reads tasks that are on the screen again, whether they still match or not, and counts those that are newer.</summary>
    /// <param name="ids">Of the rows on the screen, not empty.</param>
    public async Task<TaskUpdate> UpdateAsync(Caller caller, TaskFilter filter, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var matches = await filter.FindMatchesAsync(context, cancellation);
        var counts = await CountAsync(context, filter, matches, cancellation);
        var newest = ids.Max();
        var newer = await filter.Of(context, matches).Where(t => t.Id > newest).OrderBy(t => t.Id).Take(MostCounted + 1).CountAsync(cancellation);
        var rows = await Rows(context.Tasks.Where(t => ids.Contains(t.Id)).OrderByDescending(t => t.Id)).ToListAsync(cancellation);
        return new TaskUpdate(rows, counts, newer);
    }

    /// <summary>Lists the names of projects, for the filter.</summary>
    public async Task<IReadOnlyList<string>> ProjectsAsync(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Projects.OrderBy(p => p.Name).Select(p => p.Name).Take(500).ToListAsync(cancellation);
    }

    private static async Task<Dictionary<ReleaseTaskStatus, int>> CountAsync(
        ReleaseDbContext context, TaskFilter filter, IReadOnlyCollection<long>? matches, CancellationToken cancellation)
    {
        var counts = new Dictionary<ReleaseTaskStatus, int>();
        foreach (var status in Enum.GetValues<ReleaseTaskStatus>())
        {
            counts[status] = await (filter with { Status = status }).Of(context, matches).OrderBy(t => t.Id).Take(MostCounted + 1).CountAsync(cancellation);
        }

        return counts;
    }

    private static IQueryable<TaskRow> Rows(IQueryable<ReleaseTask> tasks) => tasks.Select(t => new TaskRow(
        t.Id, t.TaskType, t.Status, t.Attempt, t.ErrorKind, t.ProjectName, t.VersionName, t.RevisionNumber, t.PrimaryRelPath, t.AsfUid, t.Added,
        t.Started, t.Completed, t.ProgressDone, t.ProgressTotal));

    /// <returns>Null when there is no such task.</returns>
    public async Task<TaskDetail?> FindAsync(Caller caller, long taskId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginSnapshotAsync(cancellation);
        var task = await context.Tasks.AsNoTracking().Include(t => t.Steps).SingleOrDefaultAsync(t => t.Id == taskId, cancellation);
        if (task is null)
        {
            return null;
        }

        var attempts = await context.TaskAttempts.Where(a => a.TaskId == taskId).OrderByDescending(a => a.Attempt)
            .Select(a => new AttemptView(a.Attempt, a.Started, a.Ended, a.Outcome, a.Error, a.Pid, a.Server)).ToListAsync(cancellation);
        var findings = await context.CheckResults.Where(r => r.TaskId == taskId).OrderBy(r => r.Id).Take(1000)
            .Select(r => new FindingRow(r.Checker, r.PrimaryRelPath, r.Status, r.Message, r.MemberRelPath)).ToListAsync(cancellation);
        var retriedBy = await context.Tasks.Where(t => t.RetryOfId == taskId).Select(t => (long?)t.Id).SingleOrDefaultAsync(cancellation);
        return new TaskDetail(
            new TaskView(
                task.Id, task.TaskType, task.Status, task.Attempt, task.Added, task.Started, task.Completed, task.Error, task.ErrorKind,
                task.ProgressDone, task.ProgressTotal,
                [.. task.Steps.OrderBy(s => s.Ordinal).Select(s => new StepView(
                    s.Ordinal, s.Name, s.RelPath, s.Status, s.ProgressDone, s.ProgressTotal, s.Unit, s.Message, s.Started, s.Completed))]),
            task.ProjectName, task.VersionName, task.RevisionNumber, task.PrimaryRelPath, task.AsfUid, task.Pid, task.Server,
            task.RetryOfId, retriedBy, task.CancelRequestedAt, task.CancelRequestedBy, attempts,
            [.. findings.OrderByDescending(f => f.Status)], task.ProjectName is null ? caller.IsAdministrator : caller.CanManage(task.ProjectName));
    }

    /// <summary>Returns the extent of an attempt's log.</summary>
    public async Task<LogExtent> LogExtentAsync(Caller caller, long taskId, int attempt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var lines = context.TaskLogLines.Where(l => l.TaskId == taskId && l.Attempt == attempt);
        var extent = await lines.GroupBy(_ => 1)
            .Select(g => new LogExtent(
                g.Min(l => l.Line), g.Max(l => l.Line),
                g.Count(l => l.Level == TaskLogLevel.Warning), g.Count(l => l.Level == TaskLogLevel.Error)))
            .SingleOrDefaultAsync(cancellation);
        return extent ?? new LogExtent(1, 0, 0, 0);
    }

    /// <summary>Returns lines of an attempt's log by number, so that a part costs the same wherever it is.</summary>
    public async Task<IReadOnlyList<LogLine>> LogAsync(
        Caller caller, long taskId, int attempt, int first, int count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.TaskLogLines
            .Where(l => l.TaskId == taskId && l.Attempt == attempt && l.Line >= first && l.Line < first + count)
            .OrderBy(l => l.Line).Select(l => new LogLine(l.Line, l.At, l.Level, l.Message)).ToListAsync(cancellation);
    }
}
