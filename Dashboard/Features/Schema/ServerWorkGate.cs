using Dashboard.Data.Schema;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Schema;

/// <summary>Keeps this server's people and tasks out of the database while its schema changes, and waits for other servers to do the same.</summary>
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

    /// <summary>Tasks of this server that have not ended.</summary>
    public IReadOnlyList<string> Here()
    {
        if (running.Jobs == 0)
        {
            return [];
        }

        var names = running.All.Select(task => $"task {task.Claim.TaskId} ({task.Claim.PrimaryRelPath ?? task.Claim.ReleaseName})").ToList();
        return names.Count > 0 ? names : ["a task that is just being started"];
    }

    public IReadOnlyList<string> Elsewhere() => lease.Elsewhere();

    /// <summary>The tasks go back to the queue, not to a verdict: they run again afterwards.</summary>
    public Task CancelWorkAsync(CancellationToken cancellation)
    {
        foreach (var task in running.All)
        {
            task.GiveBack();
        }

        return Task.CompletedTask;
    }

    public Task OpenAsync()
    {
        lease.Mark(working: true);
        maintenance.End();
        return Task.CompletedTask;
    }

    /// <summary>This server has come to rest in somebody else's maintenance.</summary>
    public void Rest() => lease.Mark(working: false);
}
