using Dashboard.Tests.Browser;
using Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Live;

/// <summary>An open page while its link or its server goes and comes back. Nobody reloads by hand.</summary>
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
    public async Task A_server_that_is_killed_and_started_again_finds_the_page_where_it_was()
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
    public async Task A_browser_that_goes_offline_says_so_and_is_live_again_when_it_is_back()
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
    public async Task A_link_that_falls_silent_is_noticed_and_what_was_missed_is_shown_when_it_is_back()
    {
        using var link = new SilentLink(_server.Address);
        var page = await OpenAsync(link.Address);
        AddReleases("widget", 80);
        await page.GotoAsync("/?q=widget");
        await Expect(page.GetByText("widget 1.0.79")).ToBeVisibleAsync();
        await page.EvaluateAsync("scrollTo(0, 700)");
        await page.EvaluateAsync("window.neverReloaded = true");

        link.FallSilent();
        AddReleases("widget-late", 1);
        await Expect(Chip(page)).ToContainTextAsync("Stale since");
        link.ComeBack();

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByText("widget-late 1.0.0")).ToBeAttachedAsync();
        Assert.Equal((true, 700), (await page.EvaluateAsync<bool>("window.neverReloaded === true"), await page.EvaluateAsync<int>("scrollY")));
    }

    [BrowserFact]
    public async Task What_was_typed_into_a_link_that_had_fallen_silent_counts_when_it_is_back()
    {
        using var link = new SilentLink(_server.Address);
        var page = await OpenAsync(link.Address);
        AddReleases("widget", 1);
        AddReleases("gadget", 1);
        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();

        link.FallSilent();
        await page.GetByPlaceholder("Find a release").PressSequentiallyAsync("gadget");
        await Expect(Chip(page)).ToContainTextAsync("Stale since");
        link.ComeBack();

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByText("widget 1.0.0")).ToBeHiddenAsync();
        await Expect(page.GetByText("gadget 1.0.0")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_stale_page_takes_no_text_that_nobody_would_hear()
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
    public async Task A_first_question_that_fails_after_a_short_loss_is_asked_again()
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
    public async Task A_page_whose_session_ended_while_the_server_was_away_asks_its_visitor_to_sign_in()
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
    public async Task The_open_page_of_an_account_that_another_process_disables_is_nobodys()
    {
        // So long that only being told can end it.
        _server.Settings = [("Accounts__RevalidationInterval", "00:10:00")];
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live");

        using (var operations = RawSql.Connect(_server.Operations))
        {
            // The last administrator cannot be disabled.
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
    public async Task What_another_process_commits_is_on_the_page_without_a_reload()
    {
        var page = await OpenAsync();
        await Expect(Chip(page)).ToHaveTextAsync("Live", Soon);

        AddReleases("widget", 1);

        await Expect(page.GetByText("widget 1.0.0")).ToBeVisibleAsync();
    }

    private static ILocator Chip(IPage page) => page.Locator(".live-chip");

    /// <summary>A page of the administrator, who has just been created.</summary>
    /// <param name="address">The server's own when null.</param>
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

    /// <summary>As another process does it.</summary>
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
