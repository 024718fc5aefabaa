using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Demo;
using Dashboard.Features.Releases;
using Dashboard.Live;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Features.Demo;

/// <summary>The application serving a demo, on a given state directory.</summary>
internal sealed class DemoServer : WebApplicationFactory<Program>
{
    private static readonly Caller Viewer = new() { UserName = "victor", DisplayName = "Victor", Role = AccountRole.Viewer, Kind = CallerKind.Session };

    private readonly string _state;

    /// <param name="onPort">Whether it listens on a port, for a browser.</param>
    public DemoServer(string state, bool onPort = false)
    {
        _state = state;
        if (onPort)
        {
            UseKestrel(0);
        }
    }

    /// <returns>Where it listens.</returns>
    public Uri Start()
    {
        StartServer();
        return ClientOptions.BaseAddress;
    }

    public StringWriter Output { get; } = new();

    public ReleaseDbContext Domain() => Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContext();

    public OperationsDbContext Operations() => Services.GetRequiredService<IDbContextFactory<OperationsDbContext>>().CreateDbContext();

    public Task FillAsync() => Services.GetRequiredService<DemoState>().Completion;

    /// <summary>Every release by its name, once no check is left to do.</summary>
    public async Task<IReadOnlyDictionary<string, ReleaseRow>> CheckedAsync()
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = Services.GetRequiredService<ChangeFeed>().Subscribe(ChangeTopics.Releases, () => changed.Release());
        while (true)
        {
            var releases = await Services.GetRequiredService<ReleaseQueries>().ListAsync(Viewer, null, null, 100, CancellationToken.None);
            if (releases.All(release => release.Verdict != Verdict.Checking))
            {
                return releases.ToDictionary(release => release.Name);
            }

            await changed.WaitAsync();
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var setting in DemoMode.Settings(["demo", $"--State:Directory={_state}", "--Demo:ArchiveMebibytes=8"]))
        {
            var (name, value) = (setting[2..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            builder.UseSetting(name, value);
        }

        builder.UseSetting("environment", "Production");
        builder.ConfigureTestServices(services => services.AddSingleton(new StartOutput(Output)));
    }
}
