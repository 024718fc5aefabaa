using Dashboard.Data.Changes;
using Dashboard.Data.Changes.Sqlite;

namespace Dashboard.Live;

internal static class LiveRegistration
{
    /// <param name="database">The path of dashboard.db.</param>
    public static void AddLive(this IServiceCollection services, string database) => services.AddLive(_ => database);

    public static void AddLive(this IServiceCollection services, Func<IServiceProvider, string> database)
    {
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton(provider => Watcher(provider, database(provider)));
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<ChangeWatcher>());
        services.AddSingleton<TaskProgressFeed>();
        services.AddSingleton<TaskPublisher>();
        services.AddSingleton<StreamAuthorizer>();
        services.AddSingleton<InProcessHubTransport>();
        services.AddSingleton(provider => new TaskHubClient(
            provider.GetRequiredService<InProcessHubTransport>(), provider.GetRequiredService<ChangeFeed>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TaskHubClient>>()));
        services.AddSignalR(hub =>
        {
            // Both ends notice within seconds that a connection is dead without having been closed.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary>Adds the circuits of open pages. <c>reconnect.js</c> holds the browser's side of these times.</summary>
    public static void AddCircuits(this IRazorComponentsBuilder components) => components
        .AddInteractiveServerComponents(circuits =>
        {
            // A page that was disconnected for longer is reloaded at the same place. Each retained circuit takes up to a megabyte.
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuits.DisconnectedCircuitMaxRetained = 50;
        })
        .AddHubOptions(hub =>
        {
            // The browser closes the connection after six seconds of silence, the server after fifteen.
            hub.KeepAliveInterval = TimeSpan.FromSeconds(2);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
        });

    private static ChangeWatcher Watcher(IServiceProvider services, string database)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new ChangeWatcher(
            new ChangeDetector(database, time), services.GetRequiredService<ChangeFeed>(), time, services.GetRequiredService<ILogger<ChangeWatcher>>());
    }
}
