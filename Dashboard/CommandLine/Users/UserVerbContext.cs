using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;
using Dashboard.Live;

namespace Dashboard.CommandLine.Users;

/// <summary>The account feature without a server, on operations.db of the state directory.</summary>
internal sealed class UserVerbContext : IAsyncDisposable
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly ServiceProvider _services;

    private UserVerbContext(ServiceProvider services) => _services = services;

    /// <summary>Opens the database and upgrades it to the schema of this build; creates it when it is missing.</summary>
    /// <exception cref="Features.State.StateException">This process cannot work with the state.</exception>
    public static async Task<UserVerbContext> OpenAsync(CancellationToken cancellation)
    {
        var settings = VerbContext.Settings();
        var directory = VerbContext.DirectoryOf(settings);
        VerbContext.Require(directory);
        await DashboardSchema.BringUpOperationsAsync(directory, cancellation);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ChangeFeed>();
        services.AddAccountServices(settings, _ => Path.Combine(directory, OperationsDatabase.FileName));
        return new UserVerbContext(services.BuildServiceProvider());
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static Task WriteJsonAsync(Terminal terminal, object facts) =>
        terminal.Out.WriteLineAsync(JsonSerializer.Serialize(facts, JsonOptions));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
