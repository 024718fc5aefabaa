using System.Security.Claims;
using Dashboard.Features.Accounts;
using Dashboard.Features.Releases;
using Dashboard.Features.Schema;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Components;

/// <summary>
/// Code is compiled when it first runs, and after a restart every open page comes back in the same moment: what they all need runs once
/// while the server still starts, on the core that the start leaves idle. Nothing waits for it, and nothing fails by it.
/// </summary>
internal sealed partial class WarmUp(
    IServiceProvider services, Maintenance maintenance, ReleaseQueries releases, TaskQueries tasks, ILoggerFactory loggers, ILogger<WarmUp> logger) : BackgroundService
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private Task _layout = Task.CompletedTask;

    /// <summary>Begins with what needs no database: the layout, as somebody sees it who is not signed in.</summary>
    public void Begin() => _layout = Task.Run(() => TryAsync(RenderLayoutAsync));

    // Once the databases are there.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _layout;
        if (maintenance.IsOpen)
        {
            await TryAsync(() => AskAsync(stoppingToken));
        }
    }

    private async Task RenderLayoutAsync()
    {
        await using var scope = services.CreateAsyncScope();
        var visit = scope.ServiceProvider;
        const string address = "http://localhost/";
        ((IHostEnvironmentNavigationManager)visit.GetRequiredService<NavigationManager>()).Initialize(address, address);
        ((IHostEnvironmentAuthenticationStateProvider)visit.GetRequiredService<AuthenticationStateProvider>())
            .SetAuthenticationState(Task.FromResult(Nobody));
        await using var renderer = new HtmlRenderer(visit, loggers);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Routes.IsDark)] = false });
        await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Routes>(parameters)).ToHtmlString());
    }

    private async Task AskAsync(CancellationToken stopping)
    {
        if (await releases.ListAsync(Caller.Server, search: null, projectName: null, most: 1, stopping) is [var newest, ..])
        {
            await releases.FindAsync(Caller.Server, newest.ProjectName, newest.Version, revision: null, stopping);
        }

        await tasks.ListAsync(Caller.Server, TaskFilter.None, before: null, most: 1, stopping);
    }

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (error is OperationCanceledException or MaintenanceException)
        {
            // The server ends, or is not open any more.
        }
        catch (Exception error)
        {
            LogNotWarm(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The first visitor will wait a little longer")]
    private partial void LogNotWarm(Exception error);
}
