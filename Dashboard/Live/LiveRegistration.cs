using Dashboard.Data.Changes;
using Dashboard.Features.State;

namespace Dashboard.Live;

internal static class LiveRegistration
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton(provider => Watcher(provider, provider.GetRequiredService<StateDirectory>().DashboardDatabase));
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddSingleton<TaskFeed>();
        services.AddSingleton<TaskWatch>();
    }

    private static ChangeWatcher Watcher(IServiceProvider services, string database)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new ChangeWatcher(
            new ChangeLog(database, time), services.GetRequiredService<ChangeFeed>(), time, services.GetRequiredService<ILogger<ChangeWatcher>>());
    }
}
