namespace Dashboard.Data.Schema;

/// <summary>Keeps writers out of the database during a run. The server implements it; the command line needs none.</summary>
public interface IWorkGate
{
    /// <summary>Refuses new writes with the reason, pauses the jobs and tells the pages.</summary>
    Task CloseAsync(string reason, CancellationToken cancellation);

    /// <summary>Waits for work under way.</summary>
    /// <returns>The names of what still runs when the patience is over; empty when nothing does.</returns>
    Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation);

    /// <summary>Asks work under way to stop.</summary>
    Task CancelWorkAsync(CancellationToken cancellation);

    /// <summary>The other servers that work on the database now, named; they stop when they see that a run has begun.</summary>
    IReadOnlyList<string> Elsewhere();

    /// <summary>Work goes on.</summary>
    Task OpenAsync();
}

/// <summary>For processes that do no work of their own: only servers on the same state are waited for.</summary>
/// <param name="stateDirectory">Absolute; null where no server can be.</param>
public sealed class ServersGate(string? stateDirectory = null) : IWorkGate
{
    /// <inheritdoc/>
    public Task CloseAsync(string reason, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<string> Elsewhere() => stateDirectory is null ? [] : StateServers.Working(stateDirectory).Select(owner => owner.ToString()).ToList();

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation) =>
        WorkWait.UntilNoneAsync(Elsewhere, patience, TimeProvider.System, cancellation);

    /// <inheritdoc/>
    public Task CancelWorkAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task OpenAsync() => Task.CompletedTask;
}

/// <summary>Waiting for work to end.</summary>
public static class WorkWait
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <returns>What still runs when the patience is over; empty when nothing does.</returns>
    public static async Task<IReadOnlyList<string>> UntilNoneAsync(
        Func<IReadOnlyList<string>> running, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var names = running();
            if (names.Count == 0 || time.GetElapsedTime(began) > patience)
            {
                return names;
            }

            await Task.Delay(LookEvery, time, cancellation);
        }
    }
}
