using System.Text.RegularExpressions;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <param name="server">Nobody has been there yet. It ends after the windows: one that lost it would complain.</param>
public sealed partial class FirstReleaseStory(BrowserFixture fixture, KestrelFactory server) : StoryTest(fixture), IClassFixture<KestrelFactory>
{
    [BrowserFact]
    public async Task From_the_printed_link_to_ready_for_a_vote_in_two_windows()
    {
        var address = server.Start();
        var page = await VisitAsync(address: address);
        using var candidate = new Candidate(Key, "apache-harbour-1.0.0-src.tar.gz");

        await BecomeAdministratorAsync(page, server.Printed);
        await CreateProjectAsync(page);
        await ImportKeysAsync(page, Key);
        await StartHarbourAsync(page);
        var other = await VisitAsync(address: address);
        await SignInAsync(other, "alex");
        await other.GotoAsync("/releases/harbour/1.0.0");
        await LiveAsync(other);
        await Task.WhenAll(page.EvaluateAsync("window.neverReloaded = true"), other.EvaluateAsync("window.neverReloaded = true"));
        await DropAsync(page, candidate.Files);

        foreach (var window in new[] { page, other })
        {
            await Expect(Verdict(window)).ToHaveTextAsync("Ready for a vote: nothing blocks");
            await Expect(window.GetByText("Good signature of \"Jane")).ToBeVisibleAsync();
            await Expect(window.GetByText("The SHA-512 digest matches.")).ToBeVisibleAsync();
            await AssertNeverReloadedAsync(window);
        }
    }

    private static async Task BecomeAdministratorAsync(IPage page, string printed)
    {
        await page.GotoAsync(SetupLink().Match(printed).Value);
        await page.GetByLabel("Your name").FillAsync("Alex Administrator");
        await page.GetByLabel("User name").FillAsync("alex");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();
        await LiveAsync(page);
    }

    private static async Task CreateProjectAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Committees and projects" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New committee" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Key", new() { Exact = true }).FillAsync("harbour");
        await dialog.GetByLabel("Full name").FillAsync("Harbour");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create committee" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New project of Harbour" }).ClickAsync();
        await dialog.GetByLabel("Key", new() { Exact = true }).FillAsync("harbour");
        await dialog.GetByLabel("Full name").FillAsync("Apache Harbour");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create project" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Apache Harbour" })).ToBeVisibleAsync();
    }

    private static async Task ImportKeysAsync(IPage page, TestKey key)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "No signing keys yet" }).ClickAsync();
        await page.GetByLabel("KEYS file").First.FillAsync(key.ToKeys());
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByText("1 key may sign its releases")).ToBeVisibleAsync();
    }

    private static async Task StartHarbourAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Releases" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New release" }).ClickAsync();
        await page.GetByLabel("Version").FillAsync("1.0.0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the release" }).ClickAsync();
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
    }

    [GeneratedRegex(@"http\S+/setup/\S+")]
    private static partial Regex SetupLink();
}
