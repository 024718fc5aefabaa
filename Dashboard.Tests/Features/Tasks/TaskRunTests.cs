using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Dashboard.Tests.Live;

namespace Dashboard.Tests.Features.Tasks;

public sealed class TaskRunTests : IDisposable
{
    private readonly TaskScene _scene = new();
    private readonly TaskProgressFeed _feed = new();

    [Fact]
    public async Task Progress_never_goes_backwards_nor_past_the_end()
    {
        await using var run = await StartAsync();

        run.Start(1);
        run.Report(1, 600);
        run.Report(1, 200);
        var after = run.Progress().Steps[0].Done;
        run.Report(1, 5000);

        Assert.Equal(600, after);
        Assert.Equal(1000, run.Progress().Steps[0].Done);
    }

    [Fact]
    public async Task A_step_that_ends_first_does_not_reduce_the_total_progress()
    {
        await using var run = await StartAsync();
        run.Start(1);
        run.Report(1, 900);
        var before = run.Progress().Done;

        run.End(1, "good");

        Assert.Equal((900, 900), (before, run.Progress().Done));
    }

    [Fact]
    public async Task Without_samples_there_is_no_remaining_time()
    {
        await using var run = await StartAsync(expected: null);

        run.Start(1);
        _scene.Time.Advance(TimeSpan.FromSeconds(10));
        run.Report(1, 500);

        Assert.Null(run.Progress().Remaining);
        Assert.Equal(50, run.Progress().BytesPerSecond);
    }

    [Fact]
    public async Task Remaining_time_moves_from_the_estimate_to_the_measured_speed()
    {
        await using var run = await StartAsync(expected: TimeSpan.FromSeconds(100));

        var atFirst = run.Progress().Remaining;
        run.Start(1);
        _scene.Time.Advance(TimeSpan.FromSeconds(9));
        run.Report(1, 900);
        var atLast = run.Progress().Remaining;

        Assert.Equal(TimeSpan.FromSeconds(100), atFirst);
        Assert.Equal(1.9, atLast!.Value.TotalSeconds, precision: 3);
    }

    [Fact]
    public async Task A_burst_of_reports_is_throttled_and_its_last_report_is_kept()
    {
        var time = new ObservedTimeProvider();
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        await using var run = new TaskRun(claim, null, 1000, _feed, _scene.Workers, time, () => { }, _ => Task.CompletedTask);
        var heard = new List<long>();
        using var subscription = _feed.Subscribe(progress => heard.Add(progress.Done));
        run.Report(1, 1);
        await WaitsAsync(time, 2);
        for (var done = 2; done <= 1000; done++)
        {
            run.Report(1, done);
        }

        time.Advance(TimeSpan.FromMilliseconds(100));
        await WaitsAsync(time, 1);
        Assert.Equal([1, 1000], heard);
        Assert.Equal(1, _scene.Row(claim.TaskId).ProgressDone);

        time.Advance(TimeSpan.FromMilliseconds(150));
        await WaitsAsync(time, 1);
        Assert.Equal([1, 1000], heard);
        Assert.Equal(1000, _scene.Row(claim.TaskId).ProgressDone);
    }

    /// <summary>Returns when a publication and a save have ended and wait for their intervals.</summary>
    private static async Task WaitsAsync(ObservedTimeProvider time, int count)
    {
        for (; count > 0; count--)
        {
            Assert.True(await time.Waits.WaitAsync(LiveScene.Patience));
        }
    }

    [Fact]
    public async Task Only_the_open_steps_of_a_failed_task_fail()
    {
        await using var run = await StartAsync();

        run.Start(1);
        run.End(1, "matches");
        run.Fail("the disk broke");

        var steps = run.Progress().Steps;
        Assert.Equal((ReleaseTaskStatus.Completed, "matches"), (steps[0].Status, steps[0].Message));
        Assert.Equal((ReleaseTaskStatus.Failed, "the disk broke"), (steps[1].Status, steps[1].Message));
    }

    private async Task<TaskRun> StartAsync(TimeSpan? expected = null)
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        return new TaskRun(claim, expected, 1000, _feed, _scene.Workers, _scene.Time, () => { }, _ => Task.CompletedTask);
    }

    public void Dispose() => _scene.Dispose();
}
