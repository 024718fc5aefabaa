namespace Dashboard.Data.Schema;

/// <summary>What keeps everybody out of the database during a run. The server implements it; the command line needs none.</summary>
public interface IWorkGate
{
    /// <summary>Refuses new writes with the reason, pauses the jobs and tells the pages.</summary>
    Task CloseAsync(string reason, CancellationToken cancellation);

    /// <summary>Waits for work under way.</summary>
    /// <returns>The names of what still runs when the patience is over; empty when nothing does.</returns>
    Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation);

    /// <summary>Asks work under way to stop.</summary>
    Task CancelWorkAsync(CancellationToken cancellation);

    /// <summary>Work goes on.</summary>
    Task OpenAsync();
}

/// <summary>For processes in which nothing else works on the database.</summary>
public sealed class NoWork : IWorkGate
{
    /// <summary>The only one.</summary>
    public static NoWork Instance { get; } = new();

    private NoWork()
    {
    }

    /// <inheritdoc/>
    public Task CloseAsync(string reason, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public Task CancelWorkAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task OpenAsync() => Task.CompletedTask;
}
