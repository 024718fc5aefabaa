using Dashboard.Features.Accounts;
using Hangfire.Logging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Tests.Support;

/// <summary>The whole application in this process, on a state directory of its own that is deleted with it.</summary>
public class DashboardFactory : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("dashboard-state-");
    private readonly StringWriter _terminal = new();

    /// <summary>Where databases, blobs and keys are.</summary>
    public string StatePath => _state.FullName;

    /// <summary>What the server printed at its start: the link that creates the administrator.</summary>
    public string Printed => _terminal.ToString();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // As it is served to people: exception pages for visitors, no developer's page.
        builder.UseSetting("environment", "Production");
        builder.UseSetting("State:Directory", StatePath);
        builder.ConfigureTestServices(services => services.AddSingleton(new StartOutput(TextWriter.Synchronized(_terminal))));
    }

    /// <summary>
    /// Hangfire keeps its logger in a static field, which the host sets to its own and leaves behind disposed: everybody else in this
    /// process who asks Hangfire for anything afterwards would fail.
    /// </summary>
    protected override IHost CreateHost(IHostBuilder builder)
    {
        var host = base.CreateHost(builder);
        LogProvider.SetCurrentLogProvider(null);
        return host;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            DeleteState();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        DeleteState();
        GC.SuppressFinalize(this);
    }

    private void DeleteState()
    {
        _terminal.Dispose();
        // What a service writes while it ends may come between the deletion of the files and that of their directory.
        for (var tries = 0; Directory.Exists(StatePath); tries++)
        {
            try
            {
                _state.Delete(recursive: true);
            }
            catch (IOException) when (tries < 5)
            {
                _state.Refresh();
            }
        }
    }
}

/// <summary>The same on a port of its own, for whom a test server is not enough: a browser, a socket.</summary>
public class KestrelFactory : DashboardFactory
{
    public KestrelFactory() => UseKestrel(0);

    /// <returns>Where it listens.</returns>
    public Uri Start()
    {
        StartServer();
        return ClientOptions.BaseAddress;
    }
}
