using Dashboard.Data.Operations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>No page loads or runs what its policy forbids: a story fails when the console complains.</summary>
public sealed class ContentSecurityStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task Every_page_of_an_administrator_keeps_to_its_policy()
    {
        await StartReleaseAsync();
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.Administrator));

        foreach (var address in new[] { "/", ReleaseAddress, "/releases/new", "/tasks", "/projects", $"/projects/{Project}", "/keys", $"/keys/{Project}", "/admin/schema", "/admin/audit", "/admin/accounts" })
        {
            await page.GotoAsync(address);
            await LiveAsync(page);
        }

        foreach (var address in new[] { "/account", "/catalogue" })
        {
            await page.GotoAsync(address);
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
        }
    }

    [BrowserFact]
    public async Task The_pages_of_the_job_queue_keep_to_their_policy()
    {
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(AccountRole.Administrator));

        foreach (var address in new[] { "/admin/hangfire", "/admin/hangfire/jobs/enqueued", "/admin/hangfire/jobs/succeeded", "/admin/hangfire/retries", "/admin/hangfire/recurring", "/admin/hangfire/servers" })
        {
            await page.GotoAsync(address);
            await Expect(page.Locator("#wrap")).ToBeVisibleAsync();
        }
    }

    /// <summary>Not only set, but in force.</summary>
    [BrowserFact]
    public async Task An_inline_script_does_not_run()
    {
        Tolerate("Content Security Policy");
        var page = await VisitAsync();
        await page.GotoAsync("/signin");

        await page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");

        Assert.False(await page.EvaluateAsync<bool>("window.ran === true"));
    }
}
