using Dashboard.Data.Schema;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Schema;

/// <summary>Keeps this server's visitors and tasks out of the database during a schema change, and waits until other servers do the same.</summary>
public sealed class ServerWorkGate(Maintenance maintenance, RunningTasks running, ServerLease lease, TimeProvider time) : IWorkGate
{
    public Task CloseAsync(string reason, CancellationToken cancellation)
    {
        maintenance.Begin(reason);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var names = await WorkWait.UntilNoneAsync(() => [.. Here(), .. lease.Elsewhere()], patience, time, cancellation);
        if (names.Count == 0)
        {
            lease.Mark(working: false);
        }

        return names;
    }

    /// <summary>Describes the tasks of this server that have not ended.</summary>
    public IReadOnlyList<string> Here()
    {
        if (running.Jobs == 0)
        {
            return [];
        }

        var names = running.All.Select(task => $"task {task.Claim.TaskId} ({task.Claim.PrimaryRelPath ?? task.Claim.ReleaseName})").ToList();
        return names.Count > 0 ? names : ["a task that is starting"];
    }

    public IReadOnlyList<string> Elsewhere() => lease.Elsewhere();

    /// <summary>Returns the running tasks to the queue without a verdict: they run again afterwards.</summary>
    public Task CancelWorkAsync(CancellationToken cancellation)
    {
        foreach (var task in running.All)
        {
            task.ReturnToQueue();
        }

        return Task.CompletedTask;
    }

    public Task OpenAsync()
    {
        lease.Mark(working: true);
        maintenance.End();
        return Task.CompletedTask;
    }

    /// <summary>Tells other servers that this one no longer uses the database.</summary>
    public void Rest() => lease.Mark(working: false);
}
