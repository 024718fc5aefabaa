using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

/// <summary>One window watches the task board while another acts.</summary>
public sealed class TaskBoardStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task The_board_shows_the_tasks_of_an_upload_in_another_window_and_filters_them()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var uploader = await WatchAsync(AccountRole.ReleaseManager);
        var board = await OpenBoardAsync(AccountRole.Viewer, $"/tasks?project={Project}");
        await Expect(board.GetByText("No task matches these filters")).ToBeVisibleAsync();

        await DropAsync(uploader, candidate.Files);

        await Expect(Rows(board)).ToHaveCountAsync(2);
        await Expect(board.GetByRole(AriaRole.Link, new() { Name = "Completed 2" })).ToBeVisibleAsync();
        await board.GetByLabel("Type").SelectOptionAsync("Paths and names");
        await Expect(Rows(board)).ToHaveCountAsync(1);
        await Expect(board).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("type=paths_check"));
        await board.GetByLabel("Type").SelectOptionAsync("All types");
        await board.GetByLabel("File").FillAsync("SRC.tar");
        await board.GetByLabel("File").PressAsync("Enter");
        await Expect(Rows(board)).ToHaveCountAsync(1);
        await Expect(Rows(board)).ToContainTextAsync(ArchiveName);
    }

    [BrowserFact]
    public async Task A_selection_with_shift_is_retried_after_its_number_was_confirmed()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var manager = await WatchAsync(AccountRole.ReleaseManager);
        await DropAsync(manager, candidate.Files);
        await Expect(Verdict(manager)).ToHaveTextAsync("Ready for a vote: nothing blocks");
        await EnqueueFailingAsync(3);
        await manager.GotoAsync($"/tasks?project={Project}&status=failed");
        await LiveAsync(manager);
        await Expect(Rows(manager)).ToHaveCountAsync(3);

        var boxes = manager.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Select task ") });
        await boxes.Nth(0).ClickAsync();
        await boxes.Nth(2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(manager.GetByText("3 tasks selected")).ToBeVisibleAsync();
        await manager.GetByRole(AriaRole.Button, new() { Name = "Retry tasks" }).ClickAsync();
        await manager.GetByRole(AriaRole.Button, new() { Name = "Retry 3 tasks" }).ClickAsync();

        await Expect(manager.GetByText("3 tasks enqueued again.")).ToBeVisibleAsync();
        await Expect(Rows(manager)).ToHaveCountAsync(6);
    }

    private async Task<IPage> OpenBoardAsync(AccountRole role, string address)
    {
        var page = await VisitAsync();
        await SignInAsync(page, await EnrolAsync(role));
        await page.GotoAsync(address);
        await LiveAsync(page);
        return page;
    }

    /// <summary>Tasks about files that the revision does not have.</summary>
    private async Task EnqueueFailingAsync(int count)
    {
        await using var context = await Get<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync();
        for (var number = 0; number < count; number++)
        {
            context.Tasks.Add(new ReleaseTask
            {
                TaskType = ReleaseTaskType.ArtifactCheck,
                AsfUid = "rhea",
                Added = DateTime.UtcNow,
                ProjectName = Project,
                VersionName = "1.0.0",
                RevisionNumber = "00001",
                PrimaryRelPath = $"missing-{number}.zip",
            });
        }

        await context.SaveChangesAsync();
    }

    private static ILocator Rows(IPage page) => page.Locator(".task-row:not(.task-head)");
}
