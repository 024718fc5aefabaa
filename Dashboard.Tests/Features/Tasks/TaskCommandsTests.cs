using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;

namespace Dashboard.Tests.Features.Tasks;

public sealed class TaskCommandsTests : IDisposable
{
    private readonly TaskScene _scene = new();

    [Fact]
    public async Task Cancelling_a_queued_task_ends_it_immediately_and_names_who_did()
    {
        var id = _scene.Queue();

        var asked = await _scene.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);

        var row = _scene.Row(id);
        Assert.True(asked.Value!.Immediate);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Cancelled, "rhea"), (row.Status, row.ErrorKind, row.CancelRequestedBy));
        Assert.Contains("rhea", row.Error, StringComparison.Ordinal);
        Assert.All(row.Steps, step => Assert.Equal(ReleaseTaskStatus.Failed, step.Status));
        Assert.Null(await _scene.ClaimAsync(id));
    }

    [Fact]
    public async Task Cancelling_a_running_task_asks_its_worker_to_stop_and_leaves_the_outcome_to_it()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        using var running = _scene.Running.Add(claim, TimeSpan.FromMinutes(1), CancellationToken.None);
        var stopped = new TaskCompletionSource();
        running.Cancellation.Register(stopped.SetResult);

        var asked = await _scene.Commands.CancelAsync(TaskScene.Manager, claim.TaskId, CancellationToken.None);
        await stopped.Task;

        Assert.False(asked.Value!.Immediate);
        Assert.Equal(TaskErrorKind.Cancelled, running.StopReason);
        Assert.Equal(ReleaseTaskStatus.Active, _scene.Row(claim.TaskId).Status);
        Assert.Equal([claim.TaskId], await _scene.Recovery.FindCancelledAsync("server-a", CancellationToken.None));
    }

    [Fact]
    public async Task A_viewer_cannot_cancel_a_task()
    {
        var id = _scene.Queue();

        await Assert.ThrowsAsync<NotAllowedException>(() => _scene.Commands.CancelAsync(TaskScene.Viewer, id, CancellationToken.None));

        Assert.Equal(ReleaseTaskStatus.Queued, _scene.Row(id).Status);
    }

    [Fact]
    public async Task A_task_that_has_ended_cannot_be_cancelled()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        await _scene.FinishAsync(claim, TaskOutcome.Completed("{}", []));

        var asked = await _scene.Commands.CancelAsync(TaskScene.Manager, claim.TaskId, CancellationToken.None);

        Assert.False(asked.Done);
        Assert.Null(_scene.Row(claim.TaskId).CancelRequestedAt);
    }

    [Fact]
    public async Task A_retry_is_a_new_task_whose_findings_replace_the_old_ones()
    {
        var first = (await _scene.ClaimAsync(_scene.Queue()))!;
        await _scene.FinishAsync(first, TaskScene.Found(first, CheckResultStatus.Blocker, "first"));
        var other = (await _scene.ClaimAsync(_scene.Queue("other.zip")))!;
        await _scene.FinishAsync(other, TaskScene.Found(other, CheckResultStatus.Blocker, "other"));

        var retry = await _scene.Commands.RetryAsync(TaskScene.Manager, first.TaskId, CancellationToken.None);
        var second = (await _scene.ClaimAsync(retry.Value!.Id))!;
        await _scene.FinishAsync(second, TaskScene.Found(second, CheckResultStatus.Note, "second"));

        Assert.Equal(first.TaskId, retry.Value.RetryOfId);
        Assert.Equal(["other", "second"], _scene.Messages());
    }

    [Fact]
    public async Task A_task_is_retried_only_once()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        await _scene.FinishAsync(claim, TaskOutcome.Failed(TaskErrorKind.Error, "broke"));

        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => _scene.Commands.RetryAsync(TaskScene.Manager, claim.TaskId, CancellationToken.None))));

        Assert.Single(tries, outcome => outcome.Done);
    }

    public void Dispose() => _scene.Dispose();
}
