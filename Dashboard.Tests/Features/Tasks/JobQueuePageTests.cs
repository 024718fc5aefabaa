using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>Hangfire's own pages as the application maps them: for administrators, with antiforgery tokens.</summary>
public sealed partial class JobQueuePageTests(AccountSite site) : IClassFixture<AccountSite>
{
    public static TheoryData<string> Pages() =>
    [
        "/admin/hangfire", "/admin/hangfire/jobs/enqueued", "/admin/hangfire/jobs/enqueued/default", "/admin/hangfire/jobs/enqueued/fetched/default",
        "/admin/hangfire/jobs/scheduled", "/admin/hangfire/jobs/processing", "/admin/hangfire/jobs/succeeded", "/admin/hangfire/jobs/failed",
        "/admin/hangfire/jobs/deleted", "/admin/hangfire/jobs/awaiting", "/admin/hangfire/jobs/details/1", "/admin/hangfire/recurring",
        "/admin/hangfire/retries", "/admin/hangfire/servers",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_for_administrators_only(string page)
    {
        var stranger = await site.Visit().GetAsync(page);
        var viewer = await (await EnterAsync(AccountRole.Viewer)).GetAsync(page);
        var manager = await (await EnterAsync(AccountRole.ReleaseManager)).GetAsync(page);
        var administrator = await (await EnterAsync(AccountRole.Administrator)).GetAsync(page);

        Assert.StartsWith("/signin", stranger.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.StartsWith("/denied", viewer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.StartsWith("/denied", manager.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, administrator.StatusCode);
    }

    [Fact]
    public async Task A_page_loads_its_own_scripts_and_styles()
    {
        var administrator = await EnterAsync(AccountRole.Administrator);
        var home = await (await administrator.GetAsync("/admin/hangfire")).Content.ReadAsStringAsync();

        var assets = Asset().Matches(home).Select(asset => asset.Groups["address"].Value).ToList();

        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync(asset)).StatusCode);
        }
    }

    [Fact]
    public async Task An_action_of_a_page_needs_its_antiforgery_token()
    {
        Add("foreign");
        var administrator = await EnterAsync(AccountRole.Administrator);

        var answer = await administrator.PostRawAsync("/admin/hangfire/recurring/remove", ("jobs[]", "foreign"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("foreign", Recurring());
    }

    [Fact]
    public async Task An_administrator_with_the_antiforgery_token_can_act()
    {
        Add("own");
        var administrator = await EnterAsync(AccountRole.Administrator);

        var page = await (await administrator.GetAsync("/admin/hangfire/recurring")).Content.ReadAsStringAsync();
        var answer = await RemoveAsync(administrator, "own", WebUtility.HtmlDecode(Token().Match(page).Groups["token"].Value));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.DoesNotContain("own", Recurring());
    }

    [Fact]
    public async Task Nobody_else_can_act_with_any_token()
    {
        Add("kept");
        var manager = await EnterAsync(AccountRole.ReleaseManager);

        var answer = await RemoveAsync(manager, "kept", (await manager.TokenAsync("/signout")).Value);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("kept", Recurring());
    }

    private async Task<SiteVisitor> EnterAsync(AccountRole role)
    {
        var userName = $"queue-{Guid.NewGuid():N}";
        await site.AddAsync(userName, role);
        return await site.SignInAsync(userName);
    }

    /// <summary>Sends an action as the script of Hangfire's pages does.</summary>
    private static async Task<HttpResponseMessage> RemoveAsync(SiteVisitor visitor, string recurringJob, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/admin/hangfire/recurring/remove", UriKind.Relative))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", recurringJob)]),
        };
        request.Headers.Add("RequestVerificationToken", token);
        return await visitor.SendAsync(request);
    }

    private void Add(string recurringJob) =>
        new RecurringJobManager(site.Service<JobStorage>()).AddOrUpdate(recurringJob, Job.FromExpression(() => Console.WriteLine()), Cron.Never());

    private List<string> Recurring()
    {
        using var connection = site.Service<JobStorage>().GetConnection();
        return connection.GetRecurringJobs().Select(job => job.Id).ToList();
    }

    // <meta name="csrf-token" content="CfDJ8..." />
    [GeneratedRegex("<meta name=\"csrf-token\" content=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();

    // <link rel="stylesheet" href="/admin/hangfire/css18250"> <script src="/admin/hangfire/js18250">
    [GeneratedRegex("(?:href|src)=\"(?<address>/admin/hangfire/(?:css|js)[^\"]*)\"")]
    private static partial Regex Asset();
}
