namespace Dashboard.Features.Projects;

internal static class ProjectRegistration
{
    public static void AddProjects(this IServiceCollection services) => services
        .AddSingleton<ProjectQueries>()
        .AddSingleton<ManagerGrants>()
        .AddSingleton<CommitteeCommands>()
        .AddSingleton<ProjectCommands>();
}
