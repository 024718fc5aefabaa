namespace Dashboard.Features.Votes;

internal static class VoteRegistration
{
    public static void AddVotes(this IServiceCollection services) => services
        .AddSingleton<VoteCommands>()
        .AddSingleton<VoteQueries>();
}
