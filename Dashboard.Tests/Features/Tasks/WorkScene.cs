using System.Threading.Channels;
using Dashboard.Data.Changes;
using Dashboard.Features.Schema;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.SQLite;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>The dispatcher and the jobs of a server on a job storage of their own. Only the test runs jobs.</summary>
internal sealed class WorkScene : IBackgroundJobClient, IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dashboard-work-");
    private readonly Channel<(long TaskId, string JobId)> _given = Channel.CreateUnbounded<(long, string)>();
    private readonly SQLiteStorage _storage;
    private readonly BackgroundJobClient _client;
    private readonly IOptions<TaskOptions> _options = Options.Create(new TaskOptions());
    private readonly TaskDispatcher _dispatcher;

    private WorkScene()
    {
        _storage = new SQLiteStorage(Path.Combine(_directory.FullName, "jobs.db"));
        _client = new BackgroundJobClient(_storage);
        Maintenance = new Maintenance(Tasks.Feed, Tasks.Time);
        Lease = AnotherServer();
        var recovery = new TaskRecovery(
            Tasks.Database, Tasks.Recovery, Tasks.Running, Lease, _options, Tasks.Time, NullLogger<TaskRecovery>.Instance);
        _dispatcher = new TaskDispatcher(
            Tasks.Database, recovery, Tasks.Running, Tasks.Feed, this, _storage, Maintenance, _options, Tasks.Time, NullLogger<TaskDispatcher>.Instance);
    }

    public static WorkScene Create() => new();

    public TaskScene Tasks { get; } = new();

    public Maintenance Maintenance { get; }

    public ServerLease Lease { get; }

    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public string StatePath => _directory.FullName;

    public TaskOptions Settings => _options.Value;

    /// <summary>Adds a server with the same state directory, which is alive until it is disposed.</summary>
    public ServerLease AnotherServer() =>
        new(new StateDirectory(Options.Create(new StateOptions { Directory = _directory.FullName }), new HereEnvironment()), _options, Tasks.Time);

    public Task StartAsync() => _dispatcher.StartAsync(CancellationToken.None);

    /// <summary>Waits for the next task that is handed to Hangfire.</summary>
    public async Task<(long TaskId, string JobId)> NextAsync()
    {
        using var patience = new CancellationTokenSource(LiveScene.Patience);
        return await _given.Reader.ReadAsync(patience.Token);
    }

    public async Task<List<long>> NextAsync(int count)
    {
        var tasks = new List<long>();
        while (tasks.Count < count)
        {
            tasks.Add((await NextAsync()).TaskId);
        }

        return tasks;
    }

    /// <summary>Advances the clock and signals the dispatcher.</summary>
    public void Pass(TimeSpan time)
    {
        Tasks.Time.Advance(time);
        Tasks.Feed.Publish(ChangeTopics.Tasks);
    }

    /// <summary>Creates a job with this handler, as Hangfire does.</summary>
    public RunTaskJob Job(ITaskHandler handler) => new(
        Tasks.Workers, new TaskDurationEstimator(Tasks.Database), Tasks.Running, new TaskProgressFeed(), _dispatcher, Lease, [handler], Maintenance, Lifetime, _options,
        Tasks.Time, NullLogger<RunTaskJob>.Instance);

    /// <summary>Deletes a job, as when Hangfire's database is lost.</summary>
    public void LoseJob(string jobId) => _client.Delete(jobId);

    public string? Create(Job job, IState state)
    {
        var id = _client.Create(job, state);
        _given.Writer.TryWrite(((long)job.Args[0], id));
        return id;
    }

    public bool ChangeState(string jobId, IState state, string expectedState) => _client.ChangeState(jobId, state, expectedState);

    public async ValueTask DisposeAsync()
    {
        await _dispatcher.StopAsync(CancellationToken.None);
        _dispatcher.Dispose();
        Lease.Dispose();
        _storage.Dispose();
        Tasks.Dispose();
        _directory.Delete(recursive: true);
    }
}
