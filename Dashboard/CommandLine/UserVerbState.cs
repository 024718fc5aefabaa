using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Live;

namespace Dashboard.CommandLine;

/// <summary>The account feature on the state directory's operations.db, without a server.</summary>
internal sealed class UserVerbState : IAsyncDisposable
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly ServiceProvider _services;

    private UserVerbState(ServiceProvider services) => _services = services;

    /// <summary>Opens the database, bringing it to the schema of this build; creates it when there is none.</summary>
    public static async Task<UserVerbState> OpenAsync(CancellationToken cancellation)
    {
        // As the server resolves it: the settings file, then the environment.
        var root = ContentRoot.Find(AppContext.BaseDirectory);
        var settings = new ConfigurationBuilder().SetBasePath(root).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
        var file = Path.Combine(Path.GetFullPath(settings["State:Directory"] ?? "state", root), OperationsDatabase.FileName);
        await AccountRegistration.BringUpOperationsAsync(file, cancellation);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ChangeFeed>();
        services.AddAccountServices(settings, _ => file);
        return new UserVerbState(services.BuildServiceProvider());
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static Task WriteJsonAsync(Terminal terminal, object facts) =>
        terminal.Out.WriteLineAsync(JsonSerializer.Serialize(facts, JsonOptions));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
