using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>A candidate from its upload to the public catalogue, with three voters and a window that only watches.</summary>
public sealed class VoteStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task From_a_draft_to_an_announced_release()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var voters = new[] { await EnrolAsync(AccountRole.Viewer), await EnrolAsync(AccountRole.Viewer), await EnrolAsync(AccountRole.Viewer) };
        await AllowVotesAsync(voters);
        var manager = await WatchAsync(AccountRole.ReleaseManager);
        var watcher = await WatchAsync(AccountRole.Viewer);
        await DropAsync(manager, candidate.Files);
        await Expect(Verdict(manager)).ToHaveTextAsync("Ready for a vote: nothing blocks");

        await manager.GetByRole(AriaRole.Link, new() { Name = "Start vote" }).ClickAsync();
        await Expect(manager.GetByLabel("Subject")).ToHaveValueAsync($"[VOTE] Release {Project} 1.0.0");
        await Expect(manager.GetByLabel("Text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("revision 00001"));
        await manager.GetByRole(AriaRole.Button, new() { Name = "Start vote" }).ClickAsync();
        await Expect(Vote(watcher)).ToHaveTextAsync("The vote is running");

        foreach (var voter in voters)
        {
            var page = await VisitAsync();
            await SignInAsync(page, voter);
            await page.GotoAsync(ReleaseAddress);
            await LiveAsync(page);
            await page.GetByLabel("+1 Release these files").CheckAsync();
            await page.GetByLabel("Comment").FillAsync("Built it, and ran it.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Cast ballot" }).ClickAsync();
            await Expect(page.GetByText("Your binding +1 was cast.")).ToBeVisibleAsync();
        }

        await Expect(watcher.GetByText("It has enough binding votes to pass.")).ToBeVisibleAsync();
        await manager.GetByRole(AriaRole.Button, new() { Name = "Resolve as passed" }).ClickAsync();
        await Expect(Vote(watcher)).ToHaveTextAsync("The vote passed");

        await manager.GetByRole(AriaRole.Link, new() { Name = "Announce" }).ClickAsync();
        await Expect(manager.GetByLabel("Subject")).ToHaveValueAsync($"[ANNOUNCE] {Project} 1.0.0 released");
        await manager.GetByRole(AriaRole.Button, new() { Name = "Announce" }).ClickAsync();
        foreach (var window in new[] { manager, watcher })
        {
            await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "Released" })).ToBeVisibleAsync();
            await Expect(window.GetByText("for everyone to download and verify")).ToBeVisibleAsync();
        }

        await AssertNeverReloadedAsync(watcher);
        // A navigation that becomes a download is a request that ended without a page.
        Tolerate("failed: GET");
        var stranger = await VisitAsync();
        await stranger.GotoAsync($"/catalogue#{Project}-1.0.0");
        var downloaded = await stranger.RunAndWaitForDownloadAsync(
            () => stranger.GetByRole(AriaRole.Link, new() { Name = ArchiveName, Exact = true }).ClickAsync());
        Assert.Equal(await File.ReadAllBytesAsync(candidate.Files.Single(file => file.EndsWith(".tar.gz", StringComparison.Ordinal))), await File.ReadAllBytesAsync((await downloaded.PathAsync())!));
    }

    private static ILocator Vote(IPage page) => page.Locator("#vote-heading");

    /// <summary>The voters are the committee, and a vote may be resolved at once.</summary>
    private async Task AllowVotesAsync(string[] voters)
    {
        await using var context = await Get<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync();
        (await context.Committees.SingleAsync(c => c.Name == Project)).CommitteeMembers.AddRange(voters);
        (await context.Projects.SingleAsync(p => p.Name == Project)).ReleasePolicy = new ReleasePolicy { MinHours = 0 };
        await context.SaveChangesAsync();
    }
}
