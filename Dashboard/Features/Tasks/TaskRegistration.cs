using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

internal static class TaskRegistration
{
    public static void AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TaskOptions>().Bind(builder.Configuration.GetSection("Tasks"))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ServerLease>();
        builder.Services.AddSingleton<TaskQueries>();
        builder.Services.AddSingleton<TaskCommands>();
        builder.Services.AddTransient<RunTaskJob>();
        builder.Services.AddSingleton<TaskDispatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TaskDispatcher>());
        builder.Services.AddHangfire(hangfire => hangfire
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseFilter(new AutomaticRetryAttribute { Attempts = 0 })
            .UseInMemoryStorage());
        builder.Services.AddHangfireServer((services, server) =>
        {
            server.WorkerCount = services.GetRequiredService<IOptions<TaskOptions>>().Value.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.CancellationCheckInterval = TimeSpan.FromMilliseconds(100);
        });
    }
}
