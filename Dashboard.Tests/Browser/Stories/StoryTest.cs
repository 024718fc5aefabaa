using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Dashboard.Features.Projects;
using Dashboard.Features.Releases;
using Dashboard.Tests.Checks.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>A story about a project of its own, with people of its own, in the application that all stories share.</summary>
public abstract class StoryTest(BrowserFixture fixture) : BrowserTest(fixture)
{
    protected const string Password = "four words in a row";

    /// <summary>Distinct from those of all other stories.</summary>
    protected string Project { get; } = $"widget-{Guid.NewGuid().ToString("N")[..8]}";

    internal TestKey Key { get; } = TestKey.Ed25519();

    protected string ReleaseAddress => $"/releases/{Project}/1.0.0";

    protected string ArchiveName => $"apache-{Project}-1.0.0-src.tar.gz";

    /// <summary>A committee with the story's key, its project, and a release without files.</summary>
    protected async Task StartReleaseAsync()
    {
        await StartProjectAsync();
        await Get<ReleaseCommands>().CreateAsync(Caller.Server, Project, "1.0.0", CancellationToken.None);
    }

    protected async Task StartProjectAsync()
    {
        await Get<CommitteeCommands>().CreateAsync(Caller.Server, new CommitteeDetails(Project), CancellationToken.None);
        await Get<ProjectCommands>().CreateAsync(Caller.Server, new ProjectDetails(Project, Project), CancellationToken.None);
        await Get<KeyCommands>().ImportAsync(Caller.Server, Project, Key.ToKeys(), CancellationToken.None);
    }

    /// <returns>The user name of a new account; a release manager manages the story's project.</returns>
    protected async Task<string> EnrolAsync(AccountRole role)
    {
        var userName = $"{role.ToString().ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..8]}";
        var added = await Get<AccountCommands>().AddWithPasswordAsync(
            Caller.Server, new AccountFacts(userName, $"The {role}", role, [Project]), Password, CancellationToken.None);
        Assert.Null(added.Refusal);
        return userName;
    }

    protected static async Task SignInAsync(IPage page, string userName, string password = Password)
    {
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await LiveAsync(page);
    }

    /// <summary>A new account's window, at the story's release.</summary>
    protected async Task<IPage> WatchAsync(AccountRole role)
    {
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(role));
        await page.GotoAsync(ReleaseAddress);
        await LiveAsync(page);
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
        await page.EvaluateAsync("window.neverReloaded = true");
        return page;
    }

    /// <summary>Before the circuit is up a click does nothing.</summary>
    protected static Task LiveAsync(IPage page) => Expect(page.Locator("[data-live]")).ToBeAttachedAsync();

    protected static async Task DropAsync(IPage page, params string[] files)
    {
        // The page is live a moment before its script listens.
        await Assertions.Expect(page.Locator("[data-drop-ready]")).ToBeAttachedAsync();
        await page.Locator("[data-drop-input]").SetInputFilesAsync(files);
    }

    protected static ILocator Verdict(IPage page) => page.Locator("#verdict-heading");

    /// <summary>The panel that says what blocks.</summary>
    protected static ILocator Reasons(IPage page) => page.Locator("section", new() { Has = Verdict(page) });

    protected static async Task AssertNeverReloadedAsync(IPage page) => Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded === true"));

    protected T Get<T>()
        where T : notnull =>
        Application.Services.GetRequiredService<T>();
}
