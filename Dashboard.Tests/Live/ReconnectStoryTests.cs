using Dashboard.Tests.Browser;
using Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Live;

/// <summary>An open page while its connection or its server fails and recovers. The visitor never reloads it.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReconnectStoryTests(BrowserFixture fixture) : IAsyncLifetime, IDisposable
{
    private static readonly LocatorAssertionsToHaveTextOptions Soon = new() { Timeout = 30_000 };

    private readonly ServerProcess _server = new();
    private IBrowserContext? _visitor;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await (_visitor?.DisposeAsync() ?? default);

    public void Dispose() => _server.Dispose();

    [BrowserFact]
    public async Task After_a_restart_of_the_server_the_page_is_live_at_its_scroll_position()
    {
        var page = await OpenAsync();
        AddReleases("widget", 80);
        await page.GotoAsync("/?q=widget");
        await Expect(page.GetByText("widget 1.0.79")).ToBeVisibleAsync();
        await page.EvaluateAsync("scrollTo(0, 700)");

        _server.Kill();
        await Expect(Chip(page)).ToContainTextAsync("Stale since", new() { Timeout = 30_000 });
        await Expect(page.GetByText("The server cannot be reached")).ToBeVisibleAsync();
        AddReleases("widget-late", 1);
        _server.Start();

        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);
        await Expect(page.GetByText("widget-late 1.0.0")).ToBeAttachedAsync();
        Assert.EndsWith("/?q=widget", page.Url, StringComparison.Ordinal);
        await page.WaitForFunctionAsync("Math.abs(scrollY - 700) < 2");
        await Expect(page.GetByText("The server cannot be reached")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task A_page_shows_that_its_browser_is_offline_and_is_live_again_afterwards()
    {
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);

        await page.Context.SetOfflineAsync(true);
        await Expect(Chip(page)).Not.ToHaveTextAsync("Live", Soon);
        AddReleases("widget", 1);
        await page.Context.SetOfflineAsync(false);

        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);
        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_dead_connection_is_noticed_and_missed_changes_are_shown_afterwards()
    {
        using var link = new StallingProxy(_server.Address);
        var page = await OpenAsync(link.Address);
        AddReleases("widget", 80);
        await page.GotoAsync("/?q=widget");
        await Expect(page.GetByText("widget 1.0.79")).ToBeVisibleAsync();
        await page.EvaluateAsync("scrollTo(0, 700)");
        await page.EvaluateAsync("window.neverReloaded = true");

        link.Stall();
        AddReleases("widget-late", 1);
        await Expect(Chip(page)).ToContainTextAsync("Stale since");
        link.Resume();

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByText("widget-late 1.0.0")).ToBeAttachedAsync();
        Assert.Equal((true, 700), (await page.EvaluateAsync<bool>("window.neverReloaded === true"), await page.EvaluateAsync<int>("scrollY")));
    }

    [BrowserFact]
    public async Task Text_typed_into_a_dead_connection_reaches_the_circuit_afterwards()
    {
        using var link = new StallingProxy(_server.Address);
        var page = await OpenAsync(link.Address);
        AddReleases("widget", 1);
        AddReleases("gadget", 1);
        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();

        link.Stall();
        await page.GetByPlaceholder("Find a release").PressSequentiallyAsync("gadget");
        await Expect(Chip(page)).ToContainTextAsync("Stale since");
        link.Resume();

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByText("widget 1.0.0")).ToBeHiddenAsync();
        await Expect(page.GetByText("gadget 1.0.0")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_stale_page_refuses_text_that_would_be_lost()
    {
        var page = await OpenAsync();
        AddReleases("widget", 1);
        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();

        _server.Kill();
        await Expect(Chip(page)).ToContainTextAsync("Stale since");
        await page.GetByPlaceholder("Find a release").PressSequentiallyAsync("gadget");

        await Expect(page.GetByPlaceholder("Find a release")).ToHaveValueAsync("");
        await Expect(page.GetByText("The server cannot be reached")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_failed_check_after_a_short_interruption_is_retried()
    {
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);
        await page.RouteAsync("**/health/live", route => route.AbortAsync(), new() { Times = 1 });

        await page.Context.SetOfflineAsync(true);
        await Expect(Chip(page)).Not.ToHaveTextAsync("Live");
        await page.Context.SetOfflineAsync(false);

        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);
    }

    [BrowserFact]
    public async Task A_page_whose_session_ended_during_an_outage_redirects_to_the_sign_in()
    {
        var page = await OpenAsync();
        await page.GotoAsync("/tasks");
        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);

        _server.Kill();
        using (var operations = RawSql.Connect(_server.Operations))
        {
            operations.Run("UPDATE account_session SET ended = '2026-05-04 12:00:00'");
        }

        _server.Start();

        await page.WaitForURLAsync("**/signin?returnUrl=%2Ftasks");
        await Expect(page.GetByLabel("User name")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_open_page_is_signed_out_when_another_process_disables_its_account()
    {
        // So long that only the published change can sign the page out during the test.
        _server.Settings = [("Accounts__RevalidationInterval", "00:10:00")];
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live");

        using (var operations = RawSql.Connect(_server.Operations))
        {
            // Needs a second administrator, because the last one cannot be disabled.
            operations.Run(
                """
                INSERT INTO account (user_name, display_name, role, password_hash, security_stamp, disabled, failed_sign_ins, created)
                VALUES ('olga', 'Olga', 'ADMINISTRATOR', 'x', hex(randomblob(16)), 0, 0, '2026-05-04 12:00:00');
                UPDATE account SET disabled = 1 WHERE user_name = 'alex';
                """);
        }

        await Expect(page.GetByText("Sign in to see this page.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_commit_of_another_process_appears_without_a_reload()
    {
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);

        AddReleases("widget", 1);

        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();
    }

    private static ILocator Chip(IPage page) => page.Locator(".live-chip");

    /// <summary>Opens a page as a new administrator.</summary>
    /// <param name="address">Null for the server's own.</param>
    private async Task<IPage> OpenAsync(Uri? address = null)
    {
        var link = await _server.Start().WaitForAsync("/setup/");
        _visitor = await fixture.Browser.NewContextAsync(new() { BaseURL = (address ?? _server.Address).ToString(), ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await _visitor.NewPageAsync();
        await page.GotoAsync(new Uri(link.Trim()).PathAndQuery);
        await page.GetByLabel("Your name").FillAsync("Alex Administrator");
        await page.GetByLabel("User name").FillAsync("alex");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("four words in a row");
        await page.GetByLabel("Password again").FillAsync("four words in a row");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Releases" })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Adds releases as another process does.</summary>
    private void AddReleases(string project, int count)
    {
        using var connection = RawSql.Connect(_server.Database);
        connection.Run(
            $"""
            INSERT INTO project (name, status, created) VALUES ('{project}', 'ACTIVE', '2026-05-04 12:00:00');
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})
            INSERT INTO release (name, phase, created, project_name, version, vote_manual)
            SELECT '{project}-1.0.' || i, 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', '{project}', '1.0.' || i, 0 FROM n;
            """);
    }
}
