using Dashboard.Checks;
using Dashboard.CommandLine;
using Dashboard.Components;
using Dashboard.Data.Schema;
using Dashboard.Features.Schema;
using Dashboard.Features.Settings;
using Dashboard.Features.State;
using Microsoft.AspNetCore.Connections;

namespace Dashboard;

/// <summary>Serves the dashboard until it is told to stop. A start that cannot succeed is reported in one line.</summary>
internal static partial class Server
{
    // It logs the exception of a failed start, stack trace and all, which is reported here instead.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter stderr)
    {
        WebApplication app;
        try
        {
            app = Build(ServerArguments.Parse(args));
        }
        catch (Exception error) when (IsFailure(error))
        {
            return await FailAsync(error, "Cannot start", stderr, args, logger: null);
        }

        await using (app)
        {
            try
            {
                await app.StartUpAsync();
                if (app.Services.GetRequiredService<Maintenance>().Reason is { } reason)
                {
                    await stderr.WriteLineAsync(Printable.Of($"Serving in maintenance mode, with nothing but sign-in and the schema page: {reason}", Failure.MaxLength));
                }

                app.UseDashboard();
                // The sign-in page needs its styles and scripts; none of them holds anything private.
                app.MapStaticAssets().AllowAnonymous();
                app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode =>
                    // Its frame-ancestors 'self' would contradict the policy that every answer has.
                    mode.ContentSecurityFrameAncestorsPolicy = null);
                await app.StartAsync();
                foreach (var notice in app.Services.GetRequiredService<StartNotices>().All)
                {
                    await stderr.WriteLineAsync(Printable.Of(notice, Failure.MaxLength));
                }

                await app.WaitForShutdownAsync();
                return ExitCode.Done;
            }
            catch (Exception error) when (IsFailure(error))
            {
                await StopAsync(app);
                var hasStarted = app.Lifetime.ApplicationStarted.IsCancellationRequested;
                return await FailAsync(error, hasStarted ? "The server has stopped" : "Cannot start", stderr, args, app.Logger, OtherServers(app, error));
            }
        }
    }

    /// <summary>Lets the services that were started before the one that failed end in order: they would log that theirs are gone.</summary>
    private static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception error) when (error is AggregateException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The failure of the start is the one to report.
        }
    }

    private static WebApplication Build(ServerArguments arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Watching appsettings.json would watch every directory below the content root, here the whole repository.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. arguments.Settings],
            ContentRootPath = ContentRoot.Find(AppContext.BaseDirectory),
        });
        // The token outlives the application, whose last lines are logged while it is disposed.
        var started = CancellationToken.None;
        builder.WebHost.UseStaticWebAssets();
        // Else a build's assets are compared with their time stamps at each request, and one that differs, as those of packages do by less
        // than a second, is sent without compression. A watched build sends the files as they are now.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = (Environment.GetEnvironmentVariable("DOTNET_WATCH") == "1").ToString();
        builder.Logging.AddFilter(HostCategory, level => started.IsCancellationRequested && level >= LogLevel.Information);
        builder.AddDashboard();
        RequireAddresses(builder.Configuration[WebHostDefaults.ServerUrlsKey]);
        arguments.RequireKnown(builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>());
        var app = builder.Build();
        started = app.Lifetime.ApplicationStarted;
        return app;
    }

    private static IReadOnlyList<LockOwner> OtherServers(WebApplication app, Exception error) => error.InnerException is not AddressInUseException ? []
        : [.. StateServers.Of(app.Services.GetRequiredService<StateDirectory>().Root).Where(server => server.ProcessId != Environment.ProcessId)];

    /// <summary>Kestrel looks at its addresses last, when everything else has been prepared.</summary>
    /// <exception cref="FormatException">One is not an address.</exception>
    private static void RequireAddresses(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            _ = BindingAddress.Parse(url);
        }
    }

    // Tools that only want the services, such as dotnet ef, abort the host on purpose.
    private static bool IsFailure(Exception error) => error is not HostAbortedException;

    private static async Task<int> FailAsync(Exception error, string what, TextWriter stderr, string[] args, ILogger? logger, IReadOnlyList<LockOwner>? servers = null)
    {
        var failure = Failure.Of(error, servers);
        failure = failure with { Message = $"{what}: {failure.Message}" };
        logger?.LogFailure(failure.Message);
        await failure.ReportAsync(stderr, error, args.Contains(ServerArguments.Verbose));
        return failure.ExitCode;
    }

    [LoggerMessage(LogLevel.Critical, "{Failure}")]
    private static partial void LogFailure(this ILogger logger, string failure);
}
