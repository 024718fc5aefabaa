using Dashboard.Data.Changes;

namespace Dashboard.Live;

internal static class LiveRegistration
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<TaskFeed>();
        services.AddSingleton<TaskWatch>();
    }
}
