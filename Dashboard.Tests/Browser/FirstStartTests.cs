using Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser;

public sealed class FirstStartTests(BrowserFixture fixture) : BrowserTest(fixture), IDisposable
{
    // The shared one may have an administrator already. Not started unless it is asked for.
    private readonly KestrelFactory _fresh = new();

    [BrowserTheory]
    [InlineData(true, ColorScheme.Light)]
    [InlineData(true, ColorScheme.Dark)]
    [InlineData(false, ColorScheme.Light)]
    [InlineData(false, ColorScheme.Dark)]
    public async Task A_stranger_is_asked_to_sign_in(bool wide, ColorScheme colours)
    {
        var page = await VisitAsync(wide ? Wide : Narrow, colours);

        await page.GotoAsync("/");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [BrowserFact]
    public async Task The_first_visitor_with_the_printed_link_becomes_the_administrator()
    {
        var page = await VisitAsync(address: _fresh.Start());
        var link = _fresh.Printed.Split('\n').Single(line => line.Contains("/setup/", StringComparison.Ordinal)).Trim();

        await page.GotoAsync(new Uri(link).PathAndQuery);
        await page.GetByLabel("Your name").FillAsync("Alex Administrator");
        await page.GetByLabel("User name").FillAsync("alex");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("four words in a row");
        await page.GetByLabel("Password again").FillAsync("four words in a row");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Releases" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "New release" })).ToBeVisibleAsync();
    }

    public void Dispose() => _fresh.Dispose();
}
