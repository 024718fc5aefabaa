using Dashboard.Data.Schema;

namespace Dashboard.Tests.Schema;

/// <summary>A gate behind which one task never ends.</summary>
internal sealed class StubbornGate : IWorkGate
{
    public bool Cancelled { get; private set; }

    public Task CloseAsync(string reason, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> WaitForWorkAsync(TimeSpan patience, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>(["task 7"]);

    public Task CancelWorkAsync(CancellationToken cancellation)
    {
        Cancelled = true;
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> Elsewhere() => [];

    public Task OpenAsync() => Task.CompletedTask;
}
