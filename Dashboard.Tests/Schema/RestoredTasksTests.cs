using Dashboard.Data.Entities;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Schema;

/// <summary>A restored database has tasks whose workers and jobs no longer exist.</summary>
public sealed class RestoredTasksTests : IDisposable
{
    private readonly TaskScene _scene = new();

    [Fact]
    public async Task Queued_and_running_tasks_are_named()
    {
        var queued = _scene.Queue("a.tar.gz");
        var running = (await _scene.ClaimAsync(_scene.Queue("b.tar.gz")))!.TaskId;

        Assert.Equal(
            [$"task {queued} of widget-1.0.0: a.tar.gz, queued", $"task {running} of widget-1.0.0: b.tar.gz, active"], RestoredTasks.In(_scene.Database.File));
    }

    [Theory]
    [InlineData(RestoredWork.StartAgain, ReleaseTaskStatus.Queued)]
    [InlineData(RestoredWork.Fail, ReleaseTaskStatus.Failed)]
    public async Task They_start_again_or_fail_as_was_chosen(RestoredWork work, ReleaseTaskStatus afterwards)
    {
        var queued = _scene.Queue("a.tar.gz");
        var running = (await _scene.ClaimAsync(_scene.Queue("b.tar.gz")))!.TaskId;

        RestoredTasks.Recover(_scene.Database.File, work);

        Assert.Equal((afterwards, afterwards), (_scene.Row(queued).Status, _scene.Row(running).Status));
    }

    [Theory]
    [InlineData(RestoredWork.StartAgain, ReleaseTaskStatus.Queued)]
    [InlineData(RestoredWork.Fail, ReleaseTaskStatus.Failed)]
    public async Task Nothing_of_a_running_task_goes_on_without_a_worker(RestoredWork work, ReleaseTaskStatus afterwards)
    {
        var running = (await _scene.ClaimAsync(_scene.Queue("a.tar.gz")))!.TaskId;
        _scene.Database.Run($"UPDATE task_step SET status = 'ACTIVE', started = '2026-05-04 12:00:01', progress_done = 1 WHERE task_id = {running} AND ordinal = 1");

        RestoredTasks.Recover(_scene.Database.File, work);

        await using var context = _scene.Database.CreateDbContext();
        Assert.All(context.TaskSteps.Where(step => step.TaskId == running), step => Assert.Equal(afterwards, step.Status));
        Assert.All(context.TaskAttempts.Where(attempt => attempt.TaskId == running), attempt => Assert.Equal(TaskAttemptOutcome.Lost, attempt.Outcome));
    }

    public void Dispose() => _scene.Dispose();
}
