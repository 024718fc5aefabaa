using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser;

public sealed class KeysStoryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly string _committee = $"c{Guid.NewGuid():N}";

    [BrowserFact]
    public async Task The_keys_that_a_manager_pastes_appear_to_everybody_who_looks()
    {
        // No administrator signs in here: another story is about the application that has none yet.
        var services = Application.Services;
        await services.GetRequiredService<CommitteeCommands>().CreateAsync(Caller.CommandLine, new(_committee), CancellationToken.None);
        await services.GetRequiredService<ProjectCommands>().CreateAsync(Caller.CommandLine, new(_committee, _committee), CancellationToken.None);
        var viewer = await SignedInAsync(AccountRole.Viewer);
        await viewer.GotoAsync($"/keys/{_committee}");
        await Expect(viewer.GetByText("No keys yet")).ToBeVisibleAsync();
        await Expect(viewer.Locator("[data-live]")).ToBeVisibleAsync();

        // Far beyond what one message of a circuit may hold.
        var keys = TestKey.Ed25519().ToKeys("Jane <jane@example.org>") + string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 1_000)) + "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
        var manager = await SignedInAsync(AccountRole.ReleaseManager);
        await manager.GotoAsync($"/keys/{_committee}");
        await Expect(manager.Locator("[data-live]")).ToBeVisibleAsync();
        await manager.GetByLabel("KEYS file").First.FillAsync(keys);
        await manager.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();

        await Expect(manager.GetByText("1 added, 1 refused.")).ToBeVisibleAsync();
        await Expect(manager.GetByText("has no END line")).ToBeVisibleAsync();
        await Expect(viewer.GetByRole(AriaRole.Article, new() { Name = "Jane" })).ToBeVisibleAsync();
    }

    private async Task<IPage> SignedInAsync(AccountRole role)
    {
        var userName = $"u{Guid.NewGuid():N}";
        await Application.Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts(userName, "Somebody", role, [_committee]), AccountServices.Password, CancellationToken.None);
        var page = await VisitAsync();
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync(userName);
        await page.GetByLabel("Password").FillAsync(AccountServices.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Releases" })).ToBeVisibleAsync();
        return page;
    }
}
