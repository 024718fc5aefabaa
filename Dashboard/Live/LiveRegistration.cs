using Dashboard.Data.Changes;

namespace Dashboard.Live;

internal static class LiveRegistration
{
    /// <param name="database">The file of dashboard.db.</param>
    public static void AddLive(this IServiceCollection services, string database) => services.AddLive(_ => database);

    public static void AddLive(this IServiceCollection services, Func<IServiceProvider, string> database)
    {
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton(provider => Watcher(provider, database(provider)));
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddSingleton<TaskFeed>();
        services.AddSingleton<TaskBoard>();
        services.AddSingleton<LiveRights>();
        services.AddSingleton<TaskPipe>();
        services.AddSingleton(provider => new TaskWatch(
            provider.GetRequiredService<TaskPipe>(), provider.GetRequiredService<ChangeFeed>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TaskWatch>>()));
        services.AddSignalR(hub =>
        {
            // A connection that went silently is known as gone in seconds, at both ends.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary>The circuits of open pages. <c>reconnect.js</c> has the browser's half of these times.</summary>
    public static void AddCircuits(this IRazorComponentsBuilder components) => components
        .AddInteractiveServerComponents(circuits =>
        {
            // A page that lost its link for longer is loaded again, at the same place; each that is kept costs up to a megabyte.
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuits.DisconnectedCircuitMaxRetained = 50;
        })
        .AddHubOptions(hub =>
        {
            // The browser takes six seconds of silence for a dead link, the server fifteen.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
        });

    private static ChangeWatcher Watcher(IServiceProvider services, string database)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new ChangeWatcher(
            new ChangeLog(database, time), services.GetRequiredService<ChangeFeed>(), time, services.GetRequiredService<ILogger<ChangeWatcher>>());
    }
}
