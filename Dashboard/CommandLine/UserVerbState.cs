using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
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
        var settings = VerbState.Settings();
        var directory = VerbState.DirectoryOf(settings);
        VerbState.Require(directory);
        await DashboardSchema.BringUpOperationsAsync(directory, cancellation);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ChangeFeed>();
        services.AddAccountServices(settings, _ => Path.Combine(directory, OperationsDatabase.FileName));
        return new UserVerbState(services.BuildServiceProvider());
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static Task WriteJsonAsync(Terminal terminal, object facts) =>
        terminal.Out.WriteLineAsync(JsonSerializer.Serialize(facts, JsonOptions));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
