using Dashboard.Data.Operations;
using Dashboard.Features.Schema;
using Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>Maintenance that begins and ends under open pages.</summary>
public sealed class MaintenanceStory(BrowserFixture fixture) : StoryTest(fixture)
{
    private const string Reason = "The schema is being changed.";

    [BrowserFact]
    public async Task An_open_page_waits_where_it_is_and_is_true_when_maintenance_ends()
    {
        await StartProjectAsync();
        AddReleases(from: 0, to: 60);
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.Administrator));
        await page.GotoAsync($"/?q={Project}");
        await Expect(page.GetByText($"{Project} 1.0.59")).ToBeVisibleAsync();
        await LiveAsync(page);
        await page.EvaluateAsync("scrollTo(0, 500)");
        await page.EvaluateAsync("window.neverReloaded = true");

        await InMaintenanceAsync(async () =>
        {
            await Expect(Chip(page)).ToContainTextAsync("Paused since");
            await Expect(page.GetByText(Reason)).ToBeVisibleAsync();
            Assert.Equal(500, await page.EvaluateAsync<int>("scrollY"));
            AddReleases(from: 60, to: 61);
        });

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByText($"{Project} 1.0.60")).ToBeAttachedAsync();
        await Expect(page.GetByText(Reason)).ToBeHiddenAsync();
        // The browser keeps what is in view where it is: by a line, when one came above it.
        Assert.InRange(await page.EvaluateAsync<int>("scrollY"), 400, 700);
        Assert.EndsWith($"/?q={Project}", page.Url, StringComparison.Ordinal);
        await AssertNeverReloadedAsync(page);
    }

    [BrowserFact]
    public async Task An_open_page_of_a_viewer_shows_no_reason()
    {
        await StartReleaseAsync();
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.Viewer));
        await page.GotoAsync(ReleaseAddress);
        await LiveAsync(page);

        await InMaintenanceAsync(async () =>
        {
            await Expect(page.GetByText("Nothing is lost: queued tasks run afterwards")).ToBeVisibleAsync();
            await Expect(page.GetByText(Reason)).ToBeHiddenAsync();
        });

        await Expect(Chip(page)).ToHaveTextAsync("Live");
    }

    [BrowserFact]
    public async Task What_was_typed_before_maintenance_is_there_after_it()
    {
        await StartProjectAsync();
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.ReleaseManager));
        await page.GotoAsync($"/releases/new?project={Project}");
        await LiveAsync(page);
        await page.GetByLabel("Version").FillAsync("7.8.9");

        await InMaintenanceAsync(() => Expect(Chip(page)).ToContainTextAsync("Paused since"));

        await Expect(Chip(page)).ToHaveTextAsync("Live");
        await Expect(page.GetByLabel("Version")).ToHaveValueAsync("7.8.9");
    }

    [BrowserFact]
    public async Task A_page_that_is_opened_in_maintenance_comes_by_itself_when_it_ends()
    {
        Tolerate("503");
        await StartReleaseAsync();
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.Viewer));

        await InMaintenanceAsync(async () =>
        {
            await page.GotoAsync(ReleaseAddress);
            await Expect(page.GetByText("The dashboard is in maintenance mode.")).ToBeVisibleAsync();
            await Expect(page.GetByText(Reason)).ToBeHiddenAsync();
        });

        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
        await Expect(Chip(page)).ToHaveTextAsync("Live");
    }

    private static ILocator Chip(IPage page) => page.Locator(".live-chip");

    private async Task InMaintenanceAsync(Func<Task> meanwhile)
    {
        Get<Maintenance>().Begin(Reason);
        try
        {
            await meanwhile();
        }
        finally
        {
            // The application is all stories'.
            Get<Maintenance>().End();
        }
    }

    /// <summary>As another process does it.</summary>
    private void AddReleases(int from, int to)
    {
        using var connection = RawSql.Connect(Path.Combine(Application.StatePath, "dashboard.db"));
        connection.Run(
            $"""
            WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to - 1})
            INSERT INTO release (name, phase, created, project_name, version, vote_manual)
            SELECT '{Project}-1.0.' || i, 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', '{Project}', '1.0.' || i, 0 FROM n;
            """);
    }
}
