namespace Dashboard.Tests.Browser;

/// <summary>The stories' own watchman does see.</summary>
public sealed class BrowserTestTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [BrowserTheory]
    [InlineData("console.error('Oh no.')", "console: Oh no.")]
    [InlineData("setTimeout(() => { throw new Error('Oh no.') }, 0)", "script: Error: Oh no.")]
    [InlineData("fetch('/hubs/tasks/negotiate', { method: 'POST' })", "status 401: ")]
    [InlineData("document.head.append(Object.assign(document.createElement('script'), { src: '/no-such-file.js' }))", "status 302: ")]
    [InlineData("fetch('http://elsewhere.invalid/pixel.png').catch(() => {})", "console: ")]
    [InlineData("location.assign('http://elsewhere.invalid/')", "foreign: http://elsewhere.invalid/")]
    public async Task A_complaint_of_a_page_is_noted(string script, string complaint)
    {
        Tolerate("");
        var page = await VisitAsync();
        await page.GotoAsync("/signin");

        await page.EvaluateAsync($"{script}; undefined");

        await WaitForComplaintAsync(complaint);
    }
}
