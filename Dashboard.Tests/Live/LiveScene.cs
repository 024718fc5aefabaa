using System.Threading.Channels;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Live;

/// <summary>
/// The live part of the server on databases of its own: hub, publisher, watcher and tokens, but no workers, so that the test decides what runs.
/// </summary>
internal sealed class LiveScene : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private LiveScene(WebApplication app, AccountServices accounts, ReleaseDatabase database) =>
        (_app, Accounts, Database) = (app, accounts, database);

    public AccountServices Accounts { get; }

    public ReleaseDatabase Database { get; }

    public TaskProgressFeed Feed => Get<TaskProgressFeed>();

    public TaskPublisher Publisher => Get<TaskPublisher>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<LiveScene> StartAsync(TimeProvider? time = null)
    {
        // So long that only a published change can end a stream during a test.
        var accounts = new AccountServices(options => options.RevalidationInterval = TimeSpan.FromDays(1));
        var database = new ReleaseDatabase();
        OneRowEach.Fill(database);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddLive(database.File);
        builder.Services.AddHostedService(services => new AccountWatcher(
            accounts.Operations.File, accounts.Changes, services.GetRequiredService<TimeProvider>(), NullLogger<AccountWatcher>.Instance));
        builder.Services.AddSingleton(accounts.Changes);
        builder.Services.AddSingleton(accounts.Callers);
        builder.Services.AddSingleton(Options.Create(accounts.Options));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IDbContextFactory<ReleaseDbContext>, Door>();
        builder.Services.AddSingleton(database);
        builder.Services.AddAuthentication(AccountSchemes.Bearer)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(AccountSchemes.Bearer, configureOptions: null);
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHub<TaskHub>(TaskHub.Address);
        await app.StartAsync();
        return new LiveScene(app, accounts, database);
    }

    /// <summary>Creates an account with an API token.</summary>
    public async Task<(long AccountId, NewToken Token)> TokenAsync(string userName = "robot")
    {
        var account = await Accounts.AddAsync(userName);
        var made = await Accounts.Tokens.MakeAsync(Caller.CommandLine, account, "a script", TimeSpan.FromDays(1), CancellationToken.None);
        return (account, made.Value!);
    }

    /// <param name="token">Null for none.</param>
    public HubConnection Client(string? token)
    {
        var server = _app.GetTestServer();
        return new HubConnectionBuilder()
            .WithUrl($"http://localhost{TaskHub.Address}", options =>
            {
                options.AccessTokenProvider = () => Task.FromResult(token);
                options.HttpMessageHandlerFactory = _ => server.CreateHandler();
                // The test server has no sockets; its handler streams the response.
                options.Transports = HttpTransportType.ServerSentEvents;
            })
            .Build();
    }

    /// <summary>Connects a client and opens a stream. The reader throws the error that ends it.</summary>
    public async Task<ChannelReader<TaskMessage>> WatchAsync(string scope, string token)
    {
        var client = Client(token);
        await client.StartAsync();
        return await client.StreamAsChannelAsync<TaskMessage>(nameof(TaskHub.Watch), scope);
    }

    /// <summary>Starts a task of <see cref="OneRowEach"/> as another process does.</summary>
    public void Begin(long taskId = 1) => Database.Run(
        $"UPDATE task SET status = 'ACTIVE', attempt = attempt + 1, started = '2026-05-04 12:00:01', pid = 7, server = 'elsewhere' WHERE id = {taskId}");

    /// <summary>A report of a worker in this process, at the attempt that <see cref="Begin"/> starts: task 1 has had one before.</summary>
    public static TaskProgress Progress(long done, long taskId = 1) => new(
        taskId, taskId == 1 ? 2 : 1, "widget-1.0.0", done, 3, null, null, 0, [new StepProgress(1, ReleaseTaskStatus.Active, done, 3, $"at {done}", null, null)]);

    /// <summary>Whether reading the database throws, as in maintenance mode.</summary>
    public bool InMaintenance
    {
        set => ((Door)Get<IDbContextFactory<ReleaseDbContext>>()).Closed = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Accounts.Dispose();
        Database.Dispose();
    }

    private sealed class Door(ReleaseDatabase database) : IDbContextFactory<ReleaseDbContext>
    {
        public volatile bool Closed;

        public ReleaseDbContext CreateDbContext() => Closed ? throw new MaintenanceException("The schema changes.") : database.CreateDbContext();
    }
}

internal static class Messages
{
    /// <exception cref="OperationCanceledException">No message arrived for half a minute.</exception>
    public static async Task<TaskMessage> NextAsync(this ChannelReader<TaskMessage> messages)
    {
        using var patience = new CancellationTokenSource(LiveScene.Patience);
        return await messages.ReadAsync(patience.Token);
    }

    /// <summary>Waits for a message with a task that matches.</summary>
    public static async Task<TaskMessage> NextAsync(this ChannelReader<TaskMessage> messages, Func<TaskState, bool> wanted)
    {
        while (true)
        {
            var message = await messages.NextAsync();
            if (message.Tasks.Any(wanted))
            {
                return message;
            }
        }
    }
}
