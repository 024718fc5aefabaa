using Dashboard.Features.Tasks;

namespace Dashboard.Features.Checks;

internal static class CheckRegistration
{
    public static void AddChecks(this IServiceCollection services)
    {
        services.AddSingleton<ITaskHandler, PathsCheckHandler>();
        services.AddSingleton<ITaskHandler, ArtifactCheckHandler>();
    }
}
