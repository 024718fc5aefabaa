namespace Dashboard.Live;

internal static class LiveRegistration
{
    public static void AddLive(this IServiceCollection services) => services.AddSingleton<ChangeFeed>();
}
