namespace Dashboard.Features.Keys;

internal static class KeyRegistration
{
    public static void AddKeys(this IServiceCollection services) => services
        .AddSingleton<KeyRings>()
        .AddSingleton<KeyQueries>()
        .AddSingleton<KeyCommands>();
}
