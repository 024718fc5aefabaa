using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Sqlite;
using Dashboard.Features.Schema;
using Dashboard.Features.Settings;

namespace Dashboard.Features.State;

internal static class StateRegistration
{
    public static void AddState(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<StateOptions>(builder.Configuration, "State");
        builder.Services.AddSingleton<StateDirectory>();
        builder.Services.AddSingleton<StartNotices>();
        builder.Services.AddSingleton<ChangeInterceptor>();
        builder.Services.AddDbContextFactory<ReleaseDbContext>((services, options) => options
            .UseDatabaseFile(services.GetRequiredService<StateDirectory>().DashboardDatabase, durable: false)
            .AddInterceptors(services.GetRequiredService<MaintenanceInterceptor>(), services.GetRequiredService<ChangeInterceptor>()));
    }
}
