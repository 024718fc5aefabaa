using System.Text.RegularExpressions;
using Dashboard.Data.Operations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

public sealed partial class DropStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task A_changed_byte_is_named_with_its_file_in_every_window()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        candidate.ChangeOneByte();
        var manager = await WatchAsync(AccountRole.ReleaseManager);
        var viewer = await WatchAsync(AccountRole.Viewer);

        await DropAsync(manager, candidate.Files);

        foreach (var window in new[] { manager, viewer })
        {
            await Expect(Verdict(window)).ToHaveTextAsync("Not ready: 3 things block the vote");
            var reasons = Reasons(window).GetByRole(AriaRole.Listitem);
            await Expect(reasons.Filter(new() { HasText = "SHA-512 digest differs" })).ToContainTextAsync(ArchiveName);
            await Expect(reasons.Filter(new() { HasText = "The signature is wrong" })).ToContainTextAsync(ArchiveName);
            await AssertNeverReloadedAsync(window);
        }
    }

    [BrowserFact]
    public async Task A_mended_candidate_is_a_new_revision_that_is_ready()
    {
        await StartReleaseAsync();
        using var broken = new Candidate(Key, ArchiveName);
        using var mended = new Candidate(Key, ArchiveName);
        broken.ChangeOneByte();
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await DropAsync(page, broken.Files);
        await Expect(Verdict(page)).ToHaveTextAsync("Not ready: 3 things block the vote");

        await DropAsync(page, mended.Files);

        await Expect(Verdict(page)).ToHaveTextAsync("Ready for a vote: nothing blocks");
        await Expect(page.GetByText("Revision 00002 was created from 3 files.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_same_files_again_create_a_revision_only_when_that_is_asked_for()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await DropAsync(page, candidate.Files);
        await Expect(page.GetByText("Revision 00001 was created from 3 files.")).ToBeVisibleAsync();

        await DropAsync(page, candidate.Files);
        await Expect(page.GetByText("Nothing has changed: revision 00001 already holds these 3 files")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a revision anyway" }).ClickAsync();

        await Expect(page.GetByText("Revision 00002 was created with the same files.")).ToBeVisibleAsync();
        await Expect(Verdict(page)).ToHaveTextAsync("Ready for a vote: nothing blocks");
    }

    [BrowserFact]
    public async Task A_cancelled_upload_leaves_nothing_behind()
    {
        Tolerate("failed: PUT");
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName, bytes: 48 * 1024 * 1024);
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await SlowDownAsync(page, bytesPerSecond: 4 * 1024 * 1024);

        await DropAsync(page, candidate.Files);
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = ArchiveName, Exact = true })).ToHaveAttributeAsync("aria-valuenow", Begun());
        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync(), answer => answer.Request.Method == "DELETE");

        await Expect(page.GetByText("The upload was cancelled. Nothing of it was kept.")).ToBeVisibleAsync();
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
        await NothingIsLeftAsync(Path.Combine(Application.StatePath, "blobs", "incoming"));
    }

    [BrowserFact]
    public async Task An_upload_cancelled_before_it_was_announced_holds_no_room()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var page = await WatchAsync(AccountRole.ReleaseManager);
        var announced = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await page.RouteAsync("**/uploads", async route =>
        {
            announced.SetResult();
            await cancelled.Task;
            await route.ContinueAsync();
        });

        await DropAsync(page, candidate.Files);
        await announced.Task;
        var deleted = await page.RunAndWaitForResponseAsync(
            async () =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
                cancelled.SetResult();
            },
            answer => answer.Request.Method == "DELETE");

        Assert.True(deleted.Ok);
        await Expect(page.GetByText("The upload was cancelled. Nothing of it was kept.")).ToBeVisibleAsync();
    }

    [BrowserTheory]
    [InlineData("../escape.txt", "The path contains a part \"..\".")]
    [InlineData("con.txt", "is the name of a device on Windows.")]
    [InlineData("what?.zip", "contains ?, which Windows does not allow in a name.")]
    [InlineData("trailing.", "ends with a dot, which Windows drops.")]
    public async Task A_refused_name_is_told_with_its_rule(string name, string rule)
    {
        Tolerate("400");
        await StartReleaseAsync();
        var page = await WatchAsync(AccountRole.ReleaseManager);

        await page.Locator("[data-drop-input]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = [1] });

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(rule);
        await Expect(Verdict(page)).ToHaveTextAsync("No files yet");
    }

    [BrowserFact]
    public async Task A_hidden_file_is_taken_in_and_blocks()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await DropAsync(page, candidate.Files);
        await Expect(Verdict(page)).ToHaveTextAsync("Ready for a vote: nothing blocks");

        await page.Locator("[data-drop-input]").SetInputFilesAsync(new FilePayload { Name = ".DS_Store", MimeType = "application/octet-stream", Buffer = [0, 0, 0, 1] });

        await Expect(Verdict(page)).ToHaveTextAsync("Not ready: 1 thing blocks the vote");
        await Expect(Reasons(page)).ToContainTextAsync("begins with a dot");
    }

    private static async Task SlowDownAsync(IPage page, int bytesPerSecond)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = bytesPerSecond,
        });
    }

    /// <summary>The browser's request ends before the server has noticed: waits for the deletion itself.</summary>
    private static async Task NothingIsLeftAsync(string directory)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var deleted = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true };
        watcher.Deleted += (_, _) => deleted.Release();
        watcher.EnableRaisingEvents = true;
        while (Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Any())
        {
            await deleted.WaitAsync(patience.Token);
        }
    }

    [GeneratedRegex("^[1-9]")]
    private static partial Regex Begun();
}
