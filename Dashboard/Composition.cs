using Dashboard.Api;
using Dashboard.Components;
using Dashboard.Features.Accounts;
using Dashboard.Features.Announcements;
using Dashboard.Features.Audit;
using Dashboard.Features.Checks;
using Dashboard.Features.Demo;
using Dashboard.Features.Keys;
using Dashboard.Features.Mail;
using Dashboard.Features.Policies;
using Dashboard.Features.Projects;
using Dashboard.Features.Proxy;
using Dashboard.Features.Releases;
using Dashboard.Features.Schema;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Features.Votes;
using Dashboard.Http;
using Dashboard.Live;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace Dashboard;

/// <summary>Composes the features. Each registers itself; only their order is decided here.</summary>
internal static class Composition
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        // Which server answers helps nobody but an attacker.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddReverseProxy();
        builder.AddState();
        builder.Services.AddLive(services => services.GetRequiredService<StateDirectory>().DashboardDatabase);
        builder.Services.AddRazorComponents().AddCircuits();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
        builder.Services.AddCascadingAuthenticationState();
        builder.AddDemo();
        builder.AddAccounts();
        builder.Services.AddAudit();
        builder.Services.AddProjects();
        builder.Services.AddKeys();
        builder.Services.AddReleases();
        builder.AddUploads();
        builder.AddTasks();
        builder.AddMail();
        builder.Services.AddVotes();
        builder.Services.AddPolicies();
        builder.AddAnnouncements();
        builder.Services.AddChecks();
        builder.AddSchema();
        builder.Services.AddApi();
        // At the top right, messages would cover the page's buttons.
        builder.Services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            // How often each open page looks for popovers to disconnect: twice a second unless told, which is most of what an idle page costs.
            mud.PopoverOptions.QueueDelay = TimeSpan.FromSeconds(10);
        });
    }

    /// <summary>Checks the settings and the state, and brings the databases to the schema of this build, before the first request.</summary>
    /// <exception cref="StateException">The state cannot be used.</exception>
    public static async Task StartUpAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        StateAccess.Require(app.Services.GetRequiredService<StateDirectory>().Root);
        // Deletes what an interrupted filling left, which is not complete and need not be.
        app.Services.PrepareDemo();
        app.Services.GetRequiredService<StateDirectory>().Require(app.Services.GetRequiredService<StartNotices>());
        app.Services.GetRequiredService<WarmUp>().Begin();
        await app.Services.BringUpOperationsAsync(app.Lifetime.ApplicationStopping);
        await app.Services.BringUpSchemaAsync(app.Lifetime.ApplicationStopping);
    }

    public static void UseDashboard(this WebApplication app)
    {
        app.UseReverseProxy();
        app.UseSecurityHeaders();
        app.UseHeadRequests();
        app.UseErrorResponses();
        // After the method of a HEAD is known as GET.
        app.UseRouting();
        app.UseMaintenance();
        app.UseNotFoundPage();
        app.UseApiProblems();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseFreshForms();
        app.MapAccounts();
        app.MapApi();
        app.MapJobQueue();
        app.MapSchema();
        app.MapPublic();
        app.MapHealth();
        app.MapHub<TaskHub>(TaskHub.Address);

        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<ServerLease>().ServesAt(app.Urls));
    }
}
