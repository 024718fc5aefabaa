using Dashboard.Tests.Features.Demo;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>Every page with a demo's data on it: nothing fails, nothing sticks out, and who cannot see it well can use it.</summary>
public sealed class DemoPagesTests(BrowserFixture fixture, FilledDemo demo) : BrowserTest(fixture), IClassFixture<FilledDemo>
{
    private static readonly string[] Pages =
    [
        "/",
        "/releases/new",
        "/releases/tidewater/2.5.0",
        "/releases/larkspur/0.2.0",
        "/releases/cormorant/5.0.0",
        "/releases/tidewater-connectors/1.8.2/00001",
        "/tasks",
        "/tasks/2",
        "/projects",
        "/projects/tidewater",
        "/keys",
        "/keys/cormorant",
        "/account",
        "/admin/accounts",
        "/admin/audit",
        "/admin/schema",
    ];

    [BrowserTheory]
    [InlineData(true, ColorScheme.Light)]
    [InlineData(true, ColorScheme.Dark)]
    [InlineData(false, ColorScheme.Light)]
    [InlineData(false, ColorScheme.Dark)]
    public async Task Pages_are_accessible_and_fit_the_screen(bool wide, ColorScheme colours)
    {
        var problems = new List<string>();
        var page = await VisitAsync(wide ? Wide : Narrow, colours, demo.Address);
        await page.GotoAsync("/signin");
        problems.AddRange(await ProblemsAsync(page, "/signin"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as Ada Castell" }).ClickAsync();
        await Expect(page.Locator("[data-live]")).ToBeAttachedAsync();

        foreach (var address in Pages)
        {
            await page.GotoAsync(address);
            await Expect(page.Locator("[data-live]")).ToBeAttachedAsync();
            await Expect(page.Locator(".mud-skeleton")).ToHaveCountAsync(0);
            problems.AddRange(await ProblemsAsync(page, address));
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static async Task<IEnumerable<string>> ProblemsAsync(IPage page, string address)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        var squeezed = await page.EvaluateAsync<bool>(
            "[...document.querySelectorAll('.brand')].some(brand => brand.scrollWidth > brand.clientWidth"
            + " || brand.firstElementChild.offsetWidth !== brand.firstElementChild.offsetHeight)");
        var broken = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('time')].filter(time => time.getClientRects().length > 1).map(time => time.textContent)");
        var seen = await page.RunAxe();
        return seen.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .SelectMany(violation => violation.Nodes.Select(node => $"{address}: {violation.Id}: {node.Html}"))
            .Concat(wider > 0 ? [$"{address}: {wider} px wider than the screen"] : [])
            .Concat(squeezed ? [$"{address}: the product's name or mark is squeezed"] : [])
            .Concat(broken.Select(time => $"{address}: \"{time}\" is broken into two lines"));
    }
}
