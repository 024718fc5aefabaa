using Dashboard.Features.Releases;

namespace Dashboard.Tests.Features.Demo;

/// <summary>One demo for the tests that only look at it: filled, and every check done.</summary>
public sealed class FilledDemo : IAsyncLifetime
{
    private readonly string _state = Directory.CreateTempSubdirectory("dashboard-demo-").FullName;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    internal DemoServer Server { get; private set; } = null!;

    internal IReadOnlyDictionary<string, ReleaseRow> Releases { get; private set; } = null!;

    public string Candidates => Path.Combine(_state, "try");

    public async Task InitializeAsync()
    {
        Server = new DemoServer(_state, onPort: true);
        Address = Server.Start();
        await Server.FillAsync();
        Releases = await Server.CheckedAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_state, recursive: true);
    }
}
