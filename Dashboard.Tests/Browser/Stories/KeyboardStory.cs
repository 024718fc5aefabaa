using Dashboard.Data.Operations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

public sealed class KeyboardStory(BrowserFixture fixture) : StoryTest(fixture)
{
    private const int MostStops = 80;

    [BrowserFact]
    public async Task A_release_is_made_and_filled_without_a_mouse()
    {
        await StartProjectAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var userName = await EnrolAsync(AccountRole.ReleaseManager);
        var page = await VisitAsync();
        await page.GotoAsync("/signin");

        await Expect(page.GetByLabel("User name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(userName);
        await TabToAsync(page, page.GetByLabel("Password"));
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await LiveAsync(page);
        await TabToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "New release" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Version")).ToBeVisibleAsync();
        await TabToAsync(page, page.GetByLabel("Version"));
        await page.Keyboard.TypeAsync("1.0.0");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
        // A navigation ends with the focus on the heading, which would take it from wherever the Tab key had come before.
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        var choose = page.GetByRole(AriaRole.Button, new() { Name = "choose them" });
        await Expect(choose).ToBeEnabledAsync();
        await TabToAsync(page, choose);
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(candidate.Files);

        await Expect(Verdict(page)).ToHaveTextAsync("Ready for a vote: nothing blocks");
    }

    [BrowserFact]
    public async Task The_first_stop_of_a_page_is_in_its_content()
    {
        await StartReleaseAsync();
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        // It is the only stop of an empty release, and comes with its script.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "choose them" })).ToBeEnabledAsync();

        await page.Keyboard.PressAsync("Tab");

        Assert.True(await IsInContentAsync(page));
    }

    [BrowserFact]
    public async Task The_navigation_can_be_skipped()
    {
        await StartReleaseAsync();
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "choose them" })).ToBeEnabledAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).FocusAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");

        Assert.True(await IsInContentAsync(page));
    }

    private static Task<bool> IsInContentAsync(IPage page) =>
        page.EvaluateAsync<bool>("document.getElementById('content').contains(document.activeElement)");

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var stop = 0; stop < MostStops; stop++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                // Whoever has no mouse must see where they are.
                Assert.True(await target.EvaluateAsync<bool>("element => element.matches(':focus-visible')"));
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{target} is not reached with the Tab key.");
    }
}
