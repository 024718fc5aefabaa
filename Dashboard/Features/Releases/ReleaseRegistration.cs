using Dashboard.Features.Blobs;

namespace Dashboard.Features.Releases;

internal static class ReleaseRegistration
{
    public static void AddReleases(this IServiceCollection services)
    {
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ReleaseQueries>();
        services.AddSingleton<ReleaseCommands>();
        services.AddSingleton<RevisionCommands>();
    }
}
