using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>Rights that change under open pages.</summary>
public sealed class RightsStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task A_manager_who_becomes_a_viewer_sees_the_release_as_one_and_gets_the_drop_zone_back_as_a_manager()
    {
        await StartReleaseAsync();
        var (page, userName) = await OpenAsync(AccountRole.ReleaseManager, ReleaseAddress);
        await Expect(page.Locator("[data-drop-ready]")).ToBeAttachedAsync();

        await BecomeAsync(userName, AccountRole.Viewer);
        await Expect(page.Locator("[data-drop-ready]")).Not.ToBeAttachedAsync();
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");

        await BecomeAsync(userName, AccountRole.ReleaseManager);
        await Expect(page.Locator("[data-drop-ready]")).ToBeAttachedAsync();
        await AssertNeverReloadedAsync(page);
    }

    [BrowserFact]
    public async Task Who_is_no_administrator_any_more_is_told_so_in_the_trails_place_and_has_it_back_as_one()
    {
        // The last administrator would stay one.
        await EnrolAsync(AccountRole.Administrator);
        var (page, userName) = await OpenAsync(AccountRole.Administrator, "/admin/audit");
        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(heading).ToHaveTextAsync("Audit trail");

        await BecomeAsync(userName, AccountRole.Viewer);
        await Expect(heading).ToHaveTextAsync("Not allowed");

        await BecomeAsync(userName, AccountRole.Administrator);
        await Expect(heading).ToHaveTextAsync("Audit trail");
        await AssertNeverReloadedAsync(page);
    }

    private async Task<(IPage Page, string UserName)> OpenAsync(AccountRole role, string address)
    {
        var userName = await EnrolAsync(role);
        var page = await VisitAsync();
        await SignInAsync(page, userName);
        await page.GotoAsync(address);
        await LiveAsync(page);
        await page.EvaluateAsync("window.neverReloaded = true");
        return (page, userName);
    }

    private async Task BecomeAsync(string userName, AccountRole role)
    {
        await using var context = await Get<IDbContextFactory<OperationsDbContext>>().CreateDbContextAsync();
        var account = await context.Accounts.SingleAsync(a => a.UserName == userName);
        var changed = await Get<AccountCommands>().ChangeAsync(
            Caller.Server, account.Id, new AccountFacts(userName, account.DisplayName, role, [Project]), CancellationToken.None);
        Assert.Null(changed.Refusal);
    }
}
