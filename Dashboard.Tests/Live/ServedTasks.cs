using System.Net;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Tests.Live;

/// <summary>The application on a port of its own, with one running task whose reports the test makes.</summary>
internal sealed class ServedTasks : KestrelFactory
{
    private readonly Told _told = new();
    private readonly CookieContainer _cookies = new();

    public HttpClient Visitor { get; private set; } = null!;

    public CookieContainer Cookies => _cookies;

    public Uri Address { get; private set; } = null!;

    public long TaskId { get; private set; }

    /// <summary>The account that is signed in.</summary>
    public string Token { get; private set; } = "";

    public long TokenId { get; private set; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Accounts:PasswordIterations", "100000");
        builder.ConfigureTestServices(services =>
        {
            services.RemoveAll<ITaskHandler>();
            services.AddSingleton<ITaskHandler>(_told);
        });
    }

    public static async Task<ServedTasks> BeginAsync()
    {
        var served = new ServedTasks();
        await served.StartAsync();
        return served;
    }

    private async Task StartAsync()
    {
        Address = Start();
        var account = await Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts("vic", "Vic", AccountRole.Viewer, []), AccountServices.Password, CancellationToken.None);
        var token = await Services.GetRequiredService<TokenCommands>().MakeAsync(
            Caller.CommandLine, account.Value!.Id, "a script", TimeSpan.FromDays(1), CancellationToken.None);
        (TokenId, Token) = (token.Value!.Id, token.Value.Text);
        Visitor = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies });
        await Benchmarks.Live.CircuitClient.SignInAsync(Visitor, Address, "vic", AccountServices.Password);
        TaskId = AddTask();
        await _told.Begun.Task.WaitAsync(LiveScene.Patience);
    }

    /// <summary>Reports progress as the task's worker does.</summary>
    public void Report(long done, string message) => _told.Run!.Report(1, done, message);

    private long AddTask()
    {
        using var context = ReleaseDatabase.Open(Path.Combine(StatePath, "dashboard.db"));
        var task = new ReleaseTask
        {
            TaskType = ReleaseTaskType.ArtifactCheck,
            AsfUid = "vic",
            Added = Any.Now,
            ProjectName = "widget",
            VersionName = "1.0.0",
            PrimaryRelPath = "widget-1.0.0.tar.gz",
            ProgressTotal = 1000,
        };
        task.Steps.Add(new TaskStep { Ordinal = 1, Name = "sha512", RelPath = "widget-1.0.0.tar.gz.sha512", ProgressTotal = 1000, Unit = ProgressUnit.Bytes });
        context.AddRange(Any.Committee(), Any.Project(), Any.Release(), task);
        context.SaveChanges();
        return task.Id;
    }

    protected override void Dispose(bool disposing)
    {
        Visitor?.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Told : ITaskHandler
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskRun? Run { get; private set; }
        public ReleaseTaskType Type => ReleaseTaskType.ArtifactCheck;
        public TimeSpan TimeLimit => TimeSpan.FromHours(1);

        public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
        {
            Run = run;
            run.Start(1);
            Begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("It goes on until the server ends.");
        }
    }
}
