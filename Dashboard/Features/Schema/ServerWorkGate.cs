using Dashboard.Data.Schema;
using Dashboard.Features.Tasks;

namespace Dashboard.Features.Schema;

/// <summary>Keeps this server's people and tasks out of the database while its schema changes.</summary>
public sealed class ServerWorkGate(Maintenance maintenance, RunningTasks running, TimeProvider time) : IWorkGate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public Task CloseAsync(string reason, CancellationToken cancellation)
    {
        maintenance.Begin(reason);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (running.Jobs > 0 && time.GetElapsedTime(began) < patience)
        {
            await Task.Delay(LookEvery, time, cancellation);
        }

        var names = running.All.Select(task => $"task {task.Claim.TaskId} ({task.Claim.PrimaryRelPath ?? task.Claim.ReleaseName})").ToList();
        return names.Count > 0 || running.Jobs == 0 ? names : ["a task that is just being started"];
    }

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
        maintenance.End();
        return Task.CompletedTask;
    }
}
