using System.Net;
using Dashboard.Tests.Storage.Support;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.States;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Storage;

/// <summary>Every page of Hangfire's dashboard on the storage.</summary>
public sealed class DashboardPageTests : IAsyncLifetime, IDisposable
{
    private readonly SQLiteUnderTest _storage = new();
    private WebApplication? _application;

    private HttpClient Browser => _application!.GetTestClient();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddHangfire(configuration => configuration.UseLogProvider(new SilentLog()).UseStorage(_storage.Storage));
        _application = builder.Build();
        _application.UseHangfireDashboard("/hangfire", new DashboardOptions { Authorization = [new Everybody()] }, _storage.Storage);
        await _application.StartAsync();
    }

    public async Task DisposeAsync() => await _application!.DisposeAsync();

    public void Dispose() => _storage.Dispose();

    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/hangfire/jobs/enqueued")]
    [InlineData("/hangfire/jobs/enqueued/default")]
    [InlineData("/hangfire/jobs/enqueued/fetched/default")]
    [InlineData("/hangfire/jobs/scheduled")]
    [InlineData("/hangfire/jobs/processing")]
    [InlineData("/hangfire/jobs/succeeded")]
    [InlineData("/hangfire/jobs/failed")]
    [InlineData("/hangfire/jobs/deleted")]
    [InlineData("/hangfire/jobs/awaiting")]
    [InlineData("/hangfire/recurring")]
    [InlineData("/hangfire/retries")]
    [InlineData("/hangfire/servers")]
    public async Task A_page_shows_on_an_empty_storage_and_on_a_full_one(string page)
    {
        using var empty = await Browser.GetAsync(new Uri(page, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);

        Fill();

        using var full = await Browser.GetAsync(new Uri(page, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, full.StatusCode);
    }

    [Theory]
    [InlineData("/hangfire/jobs/enqueued/default", "Enqueued")]
    [InlineData("/hangfire/jobs/scheduled", "Scheduled")]
    [InlineData("/hangfire/jobs/processing", "Processing")]
    [InlineData("/hangfire/jobs/succeeded", "Succeeded")]
    [InlineData("/hangfire/jobs/failed", "Failed")]
    [InlineData("/hangfire/jobs/deleted", "Deleted")]
    [InlineData("/hangfire/jobs/awaiting", "Awaiting")]
    public async Task A_list_links_to_the_job_in_its_state_and_the_job_tells_its_history(string page, string state)
    {
        var id = Fill()[state];

        var list = await Browser.GetStringAsync(new Uri(page, UriKind.Relative));
        var details = await Browser.GetStringAsync(new Uri($"/hangfire/jobs/details/{id}", UriKind.Relative));

        Assert.Contains($"/jobs/details/{id}", list, StringComparison.Ordinal);
        Assert.Contains("AnyJob.Run", list, StringComparison.Ordinal);
        Assert.Contains(state, details, StringComparison.Ordinal);
        Assert.Contains("culture", details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_home_page_names_the_storage()
    {
        var home = await Browser.GetStringAsync(new Uri("/hangfire", UriKind.Relative));

        Assert.Contains($"SQLite: {_storage.Path}", WebUtility.HtmlDecode(home), StringComparison.Ordinal);
    }

    private Dictionary<string, string> Fill()
    {
        var jobs = new Dictionary<string, string>();
        var parent = Add(jobs, new SucceededState("result", 1, 1));
        Add(jobs, new EnqueuedState());
        Add(jobs, new ScheduledState(TimeSpan.FromHours(1)));
        Add(jobs, new AnyState("Processing", ("ServerId", "server"), ("WorkerId", Guid.NewGuid().ToString()), ("StartedAt", "2026-01-01T00:00:00Z")));
        Add(jobs, new FailedState(new InvalidOperationException("no")));
        Add(jobs, new DeletedState());
        Add(jobs, new AwaitingState(parent));
        _storage.Commit(transaction =>
        {
            transaction.AddToQueue("default", jobs["Enqueued"]);
            transaction.AddToSet("retries", jobs["Scheduled"]);
            transaction.AddToSet("schedule", jobs["Scheduled"], 4_000_000_000);
        });
        new RecurringJobManager(_storage.Storage).AddOrUpdate("nightly", AnyJob.One, Cron.Daily());
        using var connection = _storage.Connect();
        connection.AnnounceServer("server", new Hangfire.Server.ServerContext { Queues = ["default"], WorkerCount = 1 });
        return jobs;
    }

    private string Add(Dictionary<string, string> jobs, IState state)
    {
        var id = _storage.CreateJob(("culture", "\"en\""));
        _storage.Commit(transaction => transaction.SetJobState(id, state));
        jobs[state.Name] = id;
        return id;
    }

    private sealed class Everybody : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => true;
    }
}
