using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Settings;
using Dashboard.Features.State;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Schema;

internal static class SchemaRegistration
{
    public static void AddSchema(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<SchemaOptions>(builder.Configuration, "Schema");
        builder.Services.AddSingleton<Maintenance>();
        builder.Services.AddSingleton<MaintenanceInterceptor>();
        builder.Services.AddSingleton<ServerWorkGate>();
        builder.Services.AddSingleton(services => DashboardSchema.At(
            services.GetRequiredService<StateDirectory>().Root, services.GetRequiredService<ServerWorkGate>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IOptions<SchemaOptions>>().Value.Retention));
        builder.Services.AddSingleton(services => new SchemaRequests(
            services.GetRequiredService<IDbContextFactory<OperationsDbContext>>().CreateDbContext, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<SchemaStartState>();
        builder.Services.AddSingleton<DomainFiles>();
        builder.Services.AddSingleton<SchemaQueries>();
        builder.Services.AddSingleton<BackupCommands>();
        builder.Services.AddSingleton<SchemaOperationRunner>();
        builder.Services.AddSingleton<SchemaConfirmations>();
        builder.Services.AddSingleton<SchemaCommands>();
        builder.Services.AddSingleton<SchemaRequestHandler>();
        builder.Services.AddHostedService<MaintenanceWatcher>();
        builder.Services.AddHealthChecks().AddCheck<MaintenanceHealthCheck>("database", tags: ["ready"]);
    }

    /// <summary>Brings the domain database to the schema of this build, or begins maintenance mode.</summary>
    public static async Task BringUpSchemaAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SchemaRegistration));
        var start = services.GetRequiredService<DomainFiles>().Problem() is { } problem
            ? new SchemaStart(false, problem, [])
            : await services.GetRequiredService<SchemaEngine>().StartAsync(
                services.GetRequiredService<IOptions<SchemaOptions>>().Value.ApplyAtStart, cancellation: cancellation);
        foreach (var recovered in start.Recovered)
        {
            logger.LogRecovered(recovered);
        }

        services.GetRequiredService<SchemaStartState>().Record(start);
        if (services.GetRequiredService<Maintenance>().Reason is null && await services.GetRequiredService<DomainFiles>().LostBlobsAsync(cancellation) is { } lost)
        {
            services.GetRequiredService<Maintenance>().Begin(lost);
        }

        if (services.GetRequiredService<Maintenance>().Reason is { } reason)
        {
            logger.LogMaintenance(reason);
        }
    }
}

internal static partial class SchemaLog
{
    [LoggerMessage(LogLevel.Warning, "Recovered an interrupted schema change: {What}")]
    public static partial void LogRecovered(this ILogger logger, string what);

    [LoggerMessage(LogLevel.Error, "Serving in maintenance mode: {Why}")]
    public static partial void LogMaintenance(this ILogger logger, string why);
}
