using Dashboard.Data;
using Dashboard.Data.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Browser.Stories;

public sealed class RetryStory(BrowserFixture fixture) : StoryTest(fixture)
{
    [BrowserFact]
    public async Task A_double_click_retries_a_task_once_and_shows_no_error()
    {
        await StartReleaseAsync();
        using var candidate = new Candidate(Key, ArchiveName);
        var page = await WatchAsync(AccountRole.ReleaseManager);
        await DropAsync(page, candidate.Files);
        await Expect(Verdict(page)).ToHaveTextAsync("Ready for a vote: nothing blocks");
        var ended = await NewestTaskAsync();
        await page.GotoAsync($"/tasks/{ended}");
        await LiveAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Retry task" }).DblClickAsync();

        await Expect(page.GetByText($"This task is a retry of task {ended}.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Completed", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("The task has been retried already.")).ToBeHiddenAsync();
    }

    private async Task<long> NewestTaskAsync()
    {
        await using var context = await Get<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync();
        return await context.Tasks.Where(t => t.ProjectName == Project).MaxAsync(t => t.Id);
    }
}
