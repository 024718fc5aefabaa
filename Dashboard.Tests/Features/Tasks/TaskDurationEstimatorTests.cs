using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Tests.Features.Tasks;

public sealed class TaskDurationEstimatorTests : IDisposable
{
    private readonly TaskScene _scene = new();

    [Fact]
    public async Task Fewer_than_three_samples_give_no_estimate()
    {
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(10));

        Assert.Null(await EstimateAsync(total: 1000));
    }

    [Fact]
    public async Task Three_samples_give_the_median()
    {
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(500));
        await RunAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(20), await EstimateAsync(total: 1000));
    }

    [Fact]
    public async Task Tasks_of_another_size_are_no_samples()
    {
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(40), await EstimateAsync(total: 4000));
        Assert.Null(await EstimateAsync(total: 4004));
        Assert.Null(await EstimateAsync(total: 249));
    }

    [Fact]
    public async Task Failed_tasks_and_those_of_another_type_are_no_samples()
    {
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(10));
        await RunAsync(TimeSpan.FromSeconds(1), TaskOutcome.Failed(TaskErrorKind.Error, "broke"));

        Assert.Null(await EstimateAsync(total: 1000));
        await RunAsync(TimeSpan.FromSeconds(10));
        Assert.Null(await new TaskDurationEstimator(_scene.Database).EstimateAsync(ReleaseTaskType.PathsCheck, 1000, CancellationToken.None));
    }

    /// <summary>A task of 1,000 bytes.</summary>
    private async Task RunAsync(TimeSpan duration, TaskOutcome? verdict = null)
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        _scene.Time.Advance(duration);
        await _scene.FinishAsync(claim, verdict ?? TaskOutcome.Completed("{}", []));
    }

    private Task<TimeSpan?> EstimateAsync(long total) =>
        new TaskDurationEstimator(_scene.Database).EstimateAsync(ReleaseTaskType.ArtifactCheck, total, CancellationToken.None);

    public void Dispose() => _scene.Dispose();
}
