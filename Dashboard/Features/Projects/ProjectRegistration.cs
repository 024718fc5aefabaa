namespace Dashboard.Features.Projects;

internal static class ProjectRegistration
{
    public static void AddProjects(this IServiceCollection services) => services
        .AddSingleton<ProjectQueries>()
        .AddSingleton<ProjectGrants>()
        .AddSingleton<CommitteeCommands>()
        .AddSingleton<ProjectCommands>();
}
