using System.Diagnostics;
using System.Globalization;
using Dashboard.Components;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Dashboard.Features.Releases;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dashboard.Benchmarks.Live;

/// <summary>
/// The server whose pages are watched, in a process of its own. It does what it is told on standard input, a line each: <c>heap</c>,
/// <c>report</c>, <c>end</c>.
/// </summary>
internal static class LiveServer
{
    public const string Verb = "live-server";
    public const string UserName = "watcher";
    public const string Password = "four words in a row";

    /// <summary>Between two reports of a step.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private static readonly string[] Checks = ["sha512", "signature"];

    public static async Task<int> RunAsync(string state, int tasks)
    {
        var workers = Math.Max(tasks, 2).ToString(CultureInfo.InvariantCulture);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [
                "--hostBuilder:reloadConfigOnChange=false", "--urls", "http://127.0.0.1:0", "--State:Directory", state, "--environment", "Production",
                "--Tasks:Workers", workers, "--Tasks:PerProject", workers,
                "--Logging:LogLevel:Default", "Warning", "--Accounts:PasswordIterations", "100000",
            ],
            ContentRootPath = ContentRoot.Find(AppContext.BaseDirectory),
        });
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.AddDashboard();
        var reports = new ReportingHandler();
        builder.Services.RemoveAll<ITaskHandler>();
        builder.Services.AddSingleton<ITaskHandler>(reports);
        builder.Services.AddSingleton(new StartOutput(TextWriter.Null));
        await using var app = builder.Build();
        await app.StartUpAsync();
        app.UseDashboard();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        await app.StartAsync();
        await FillAsync(app.Services, tasks);
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        while (Console.ReadLine() is { } command && command != "end")
        {
            if (command == "report")
            {
                reports.Begin();
            }

            Console.WriteLine(Heap());
        }

        reports.End();
        await app.StopAsync();
        return 0;
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task FillAsync(IServiceProvider services, int tasks)
    {
        var none = CancellationToken.None;
        await services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.Server, new AccountFacts(UserName, "The watcher", AccountRole.Viewer, []), Password, none);
        await services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDetails("widget"), none);
        await services.GetRequiredService<ProjectCommands>().CreateAsync(Caller.Server, new ProjectDetails("widget", "widget"), none);
        await services.GetRequiredService<ReleaseCommands>().CreateAsync(Caller.Server, "widget", "1.0.0", none);
        await using var context = await services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync(none);
        await using var transaction = await context.Database.BeginTransactionAsync(none);
        var revision = await context.AddRevisionAsync(await context.Releases.SingleAsync(none), UserName, DateTime.UtcNow, null, none);
        for (var number = 0; number < tasks; number++)
        {
            var task = new ReleaseTask
            {
                TaskType = ReleaseTaskType.ArtifactCheck,
                AsfUid = UserName,
                Added = DateTime.UtcNow,
                ProjectName = "widget",
                VersionName = "1.0.0",
                RevisionNumber = revision.Number,
                PrimaryRelPath = $"widget-{number}.tar.gz",
                ProgressTotal = ReportingHandler.Total,
            };
            task.Steps.AddRange(Checks.Select((name, at) => new TaskStep
            {
                Ordinal = at + 1,
                Name = name,
                RelPath = $"widget-{number}.tar.gz.{name}",
                ProgressTotal = ReportingHandler.Total,
                Unit = ProgressUnit.Bytes,
            }));
            context.Tasks.Add(task);
        }

        await context.SaveChangesAsync(none);
        await transaction.CommitAsync(none);
    }

    /// <summary>Reports fifty times a second, with the moment of the report in its words.</summary>
    private sealed class ReportingHandler : ITaskHandler
    {
        public const long Total = 1_000_000;

        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _over;

        public ReleaseTaskType Type => ReleaseTaskType.ArtifactCheck;

        public TimeSpan TimeLimit => TimeSpan.FromHours(12);

        public void Begin() => _begun.TrySetResult();

        public void End()
        {
            _over = true;
            _begun.TrySetResult();
        }

        public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
        {
            run.Start(1);
            run.Start(2);
            await _begun.Task.WaitAsync(cancellation);
            using var timer = new PeriodicTimer(Pace);
            for (var done = 1L; !_over && await timer.WaitForNextTickAsync(cancellation); done++)
            {
                // CLOCK_MONOTONIC: the same for all processes of this machine.
                run.Report(1, done);
                run.Report(2, done, $"tick {Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture)}.");
            }

            return TaskOutcome.Completed("{}", []);
        }
    }
}
