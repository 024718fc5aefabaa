using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>The lists of the task board, and what it does to many tasks at once.</summary>
public sealed class TaskBoardTests : IDisposable
{
    private readonly TaskScene _scene = new();
    private readonly TaskQueries _queries;
    private readonly TaskBulkCommands _bulk;

    public TaskBoardTests()
    {
        _queries = new TaskQueries(_scene.Database);
        _bulk = new TaskBulkCommands(_scene.Database, _scene.Commands);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Each_filter_lists_what_matches_it()
    {
        var early = _scene.Queue("early_part.tar.gz");
        _scene.Time.Advance(TimeSpan.FromHours(2));
        var late = _scene.Queue("Late%part.tar.gz");
        await _scene.ClaimAsync(late);

        Assert.Equal([late], await IdsAsync(new() { Status = ReleaseTaskStatus.Active }));
        Assert.Equal([late, early], await IdsAsync(new() { Type = ReleaseTaskType.ArtifactCheck }));
        Assert.Empty(await IdsAsync(new() { Type = ReleaseTaskType.MailSend }));
        Assert.Equal([late, early], await IdsAsync(new() { Project = "widget", Version = "1.0.0" }));
        Assert.Empty(await IdsAsync(new() { Project = "widget", Version = "2.0.0" }));
        Assert.Empty(await IdsAsync(new() { Project = "gadget" }));
        Assert.Equal([late, early], await IdsAsync(new() { Who = "rhea" }));
        Assert.Empty(await IdsAsync(new() { Who = "vera" }));
        Assert.Equal([late], await IdsAsync(new() { Since = _scene.Time.GetUtcNow().UtcDateTime.AddHours(-1) }));
        Assert.Empty(await IdsAsync(new() { Since = _scene.Time.GetUtcNow().UtcDateTime.AddHours(1) }));
        Assert.Equal([late], await IdsAsync(new() { Search = "late%" }));
        Assert.Equal([early], await IdsAsync(new() { Search = "y_p" }));
        Assert.Equal([late], await IdsAsync(new() { Search = "PART", Status = ReleaseTaskStatus.Active, Who = "rhea", Project = "widget" }));
    }

    [Fact]
    public async Task Counts_by_status_heed_all_other_filters()
    {
        await _scene.ClaimAsync(_scene.Queue("a.zip"));
        _scene.Queue("a.zip.2");
        _scene.Queue("b.zip");

        var page = await _queries.ListAsync(TaskScene.Viewer, new() { Search = "a.zip", Status = ReleaseTaskStatus.Failed }, before: null, most: 10, CancellationToken.None);

        Assert.Empty(page.Rows);
        Assert.Equal((1, 1, 0), (page.Counts[ReleaseTaskStatus.Queued], page.Counts[ReleaseTaskStatus.Active], page.Counts[ReleaseTaskStatus.Failed]));
    }

    [Fact]
    public async Task Rows_on_the_screen_stay_when_they_no_longer_match_and_newer_ones_are_counted()
    {
        var filter = new TaskFilter { Status = ReleaseTaskStatus.Queued };
        var first = _scene.Queue("a.zip");
        await _scene.ClaimAsync(first);
        _scene.Queue("b.zip");
        _scene.Queue("c.zip");

        var update = await _queries.UpdateAsync(TaskScene.Viewer, filter, [first], CancellationToken.None);

        Assert.Equal(ReleaseTaskStatus.Active, Assert.Single(update.Rows).Status);
        Assert.Equal(2, update.Newer);
    }

    [Fact]
    public async Task Cancelling_all_that_match_leaves_later_tasks_and_ended_ones_alone()
    {
        var done = (await _scene.ClaimAsync(_scene.Queue("done.zip")))!;
        await _scene.FinishAsync(done, TaskScene.Found(done, CheckResultStatus.Note, "Fits."));
        var (first, second) = (_scene.Queue("a.zip"), _scene.Queue("b.zip"));
        var selection = new TaskSelection(null, TaskFilter.None, Newest: second);
        var later = _scene.Queue("c.zip");

        var plan = await _bulk.PlanAsync(TaskScene.Manager, TaskBulkAct.Cancel, selection, CancellationToken.None);
        var result = await _bulk.RunAsync(TaskScene.Manager, TaskBulkAct.Cancel, selection, progress: null, CancellationToken.None);

        Assert.Equal(new TaskBulkPlan(Selected: 3, Affected: 2), plan);
        Assert.Equal(new TaskBulkResult(Done: 2, Skipped: 0), result);
        Assert.Equal([TaskErrorKind.Cancelled, TaskErrorKind.Cancelled, null], new[] { first, second, later }.Select(id => _scene.Row(id).ErrorKind));
        Assert.Equal(ReleaseTaskStatus.Queued, _scene.Row(later).Status);
    }

    [Fact]
    public async Task Retrying_a_selection_retries_each_failed_task_once()
    {
        var (first, second) = (_scene.Queue("a.zip"), _scene.Queue("b.zip"));
        await _scene.Commands.CancelAsync(TaskScene.Manager, first, CancellationToken.None);
        var selection = new TaskSelection([first, second], TaskFilter.None, Newest: long.MaxValue);

        var result = await _bulk.RunAsync(TaskScene.Manager, TaskBulkAct.Retry, selection, progress: null, CancellationToken.None);
        var again = await _bulk.PlanAsync(TaskScene.Manager, TaskBulkAct.Retry, selection, CancellationToken.None);

        Assert.Equal(new TaskBulkResult(Done: 1, Skipped: 0), result);
        Assert.Equal(0, again.Affected);
        Assert.Equal([first], await RetriedAsync());
    }

    [Fact]
    public async Task Who_manages_none_of_the_projects_changes_nothing()
    {
        var id = _scene.Queue();
        var selection = new TaskSelection([id], TaskFilter.None, Newest: long.MaxValue);

        var result = await _bulk.RunAsync(TaskScene.Viewer, TaskBulkAct.Cancel, selection, progress: null, CancellationToken.None);

        Assert.Equal(new TaskBulkResult(Done: 0, Skipped: 0), result);
        Assert.Equal(ReleaseTaskStatus.Queued, _scene.Row(id).Status);
    }

    [Fact]
    public async Task A_bulk_act_that_is_stopped_leaves_the_rest_as_it_was()
    {
        var ids = Enumerable.Range(0, 5).Select(number => _scene.Queue($"part-{number}.zip")).ToList();
        using var stopping = new CancellationTokenSource();
        var selection = new TaskSelection(ids, TaskFilter.None, Newest: long.MaxValue);

        var result = await _bulk.RunAsync(TaskScene.Manager, TaskBulkAct.Cancel, selection, new StopsAt(2, stopping), stopping.Token);

        Assert.Equal(2, result.Done);
        Assert.Equal(3, ids.Count(id => _scene.Row(id).Status == ReleaseTaskStatus.Queued));
    }

    private async Task<IReadOnlyList<long>> IdsAsync(TaskFilter filter) =>
        [.. (await _queries.ListAsync(TaskScene.Viewer, filter, before: null, most: 10, CancellationToken.None)).Rows.Select(row => row.Id)];

    private Task<List<long>> RetriedAsync() =>
        Task.FromResult(_scene.Database.Read(context => context.Tasks.Where(t => t.RetryOfId != null).Select(t => t.RetryOfId!.Value).ToList()));

    /// <summary>Stops the act synchronously, as soon as it has done so many.</summary>
    private sealed class StopsAt(int number, CancellationTokenSource stopping) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == number)
            {
                stopping.Cancel();
            }
        }
    }
}
