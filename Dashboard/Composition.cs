using Dashboard.Api;
using Dashboard.Data;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Features.Checks;
using Dashboard.Features.Keys;
using Dashboard.Features.Projects;
using Dashboard.Features.Releases;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Live;
using MudBlazor.Services;

namespace Dashboard;

/// <summary>Puts the features together. Each registers itself; nothing is decided here but their order.</summary>
internal static class Composition
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddState();
        builder.Services.AddLive();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.AddAccounts();
        builder.Services.AddProjects();
        builder.Services.AddKeys();
        builder.Services.AddReleases();
        builder.AddUploads();
        builder.AddTasks();
        builder.Services.AddChecks();
        builder.Services.AddMudServices();
        builder.Services.AddHealthChecks();
    }

    /// <summary>What must be done before the first request: databases brought up, stale leftovers cleared.</summary>
    public static async Task StartUpAsync(this WebApplication app)
    {
        await app.Services.BringUpOperationsAsync(app.Lifetime.ApplicationStopping);
        await SchemaEngine.For<ReleaseDbContext>(app.Services.GetRequiredService<StateDirectory>().DashboardDatabase)
            .UpgradeAsync(cancellation: app.Lifetime.ApplicationStopping);
    }

    public static void UseDashboard(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        }

        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapAccounts();
        app.MapApi();
        app.MapTasks();
        app.MapHealthChecks("/health/live").AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}
