using Dashboard.Features.Accounts;
using Dashboard.Features.Proxy;
using Dashboard.Features.Settings;
using Hangfire;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Tasks;

internal static class TaskRegistration
{
    public static void AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<TaskOptions>(builder.Configuration, "Tasks");
        builder.Services.AddSingleton<ServerLease>();
        builder.Services.AddSingleton<RunningTasks>();
        builder.Services.AddSingleton<TaskDurationEstimator>();
        builder.Services.AddSingleton<TaskQueries>();
        builder.Services.AddSingleton<TaskCommands>();
        builder.Services.AddSingleton<TaskBulkCommands>();
        builder.Services.AddSingleton<WorkerCommands>();
        builder.Services.AddSingleton<RecoveryCommands>();
        builder.Services.AddSingleton<TaskRecovery>();
        builder.Services.AddTransient<RunTaskJob>();
        builder.Services.AddSingleton<TaskDispatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TaskDispatcher>());
        // Registered before Hangfire's own, which shares one storage between all hosts of a process.
        builder.Services.AddSingleton<JobsDatabase>();
        builder.Services.AddSingleton<JobStorage>(services => services.GetRequiredService<JobsDatabase>().Open());
        builder.Services.AddHangfire((services, hangfire) => hangfire
            .UseLogProvider(new HostLogProvider(services.GetRequiredService<ILoggerFactory>()))
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        builder.Services.AddHangfireServer((services, server) =>
        {
            server.WorkerCount = services.GetRequiredService<IOptions<TaskOptions>>().Value.Workers;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            // Hangfire's heartbeat only serves its list of servers and its watchdog: whether a task's server is alive is told by ServerLease.
            server.HeartbeatInterval = TimeSpan.FromMinutes(2);
        });
    }

    /// <summary>Maps Hangfire's own pages, for administrators.</summary>
    public static void MapJobQueue(this WebApplication app) => app
        .MapHangfireDashboard("/admin/hangfire", new DashboardOptions
        {
            // The endpoint's policy authorizes instead: Hangfire's default filter admits every request from this machine.
            Authorization = [],
            AppPath = $"{app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase}/",
            DashboardTitle = "Job queue",
            DisplayStorageConnectionString = false,
        })
        .RequireAuthorization(AccountPolicies.Administrator);
}
