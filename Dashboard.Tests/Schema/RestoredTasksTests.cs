using Dashboard.Data.Entities;
using Dashboard.Data.Schema;
using Dashboard.Tests.Features.Tasks;

namespace Dashboard.Tests.Schema;

/// <summary>A database that was put back has tasks whose workers and jobs are of another time.</summary>
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

        RestoredTasks.Settle(_scene.Database.File, work);

        Assert.Equal((afterwards, afterwards), (_scene.Row(queued).Status, _scene.Row(running).Status));
    }

    public void Dispose() => _scene.Dispose();
}
