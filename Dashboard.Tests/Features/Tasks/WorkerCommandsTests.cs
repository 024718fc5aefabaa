using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Tests.Features.Tasks;

public sealed class WorkerCommandsTests : IDisposable
{
    private readonly TaskScene _scene = new();

    [Fact]
    public async Task One_of_twenty_workers_claims_the_task()
    {
        var id = _scene.Queue();

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(worker => Task.Run(() => _scene.ClaimAsync(id, $"server-{worker}"))));

        var claim = Assert.Single(claims.OfType<TaskClaim>());
        Assert.Equal(1, claim.Attempt);
        Assert.Equal(ReleaseTaskStatus.Active, _scene.Row(id).Status);
        Assert.Single(_scene.AttemptsOf(id));
    }

    [Fact]
    public async Task An_outcome_is_saved_with_its_findings_steps_and_attempt()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;

        var counted = await _scene.FinishAsync(claim, TaskScene.Found(claim, CheckResultStatus.Blocker, "wrong"));

        var row = _scene.Row(claim.TaskId);
        Assert.True(counted);
        Assert.Equal((ReleaseTaskStatus.Completed, "{}", 1000L), (row.Status, row.Result, row.ProgressDone));
        Assert.Equal(["wrong"], _scene.Messages());
        Assert.Equal(TaskAttemptOutcome.Completed, _scene.AttemptsOf(claim.TaskId)[0].Outcome);
    }

    [Fact]
    public async Task The_outcome_of_a_worker_considered_dead_is_discarded()
    {
        var id = _scene.Queue();
        var stalled = (await _scene.ClaimAsync(id, "server-a"))!;
        await _scene.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 5, CancellationToken.None);
        var second = (await _scene.ClaimAsync(id, "server-b"))!;

        var late = await _scene.FinishAsync(stalled, TaskScene.Found(stalled, CheckResultStatus.Note, "stale"));
        var counted = await _scene.FinishAsync(second, TaskScene.Found(second, CheckResultStatus.Blocker, "true"));

        Assert.False(late);
        Assert.True(counted);
        Assert.Equal(["true"], _scene.Messages());
        Assert.Equal([TaskAttemptOutcome.Lost, TaskAttemptOutcome.Completed], _scene.AttemptsOf(id).Select(a => a.Outcome!.Value));
    }

    [Fact]
    public async Task The_progress_of_a_worker_considered_dead_is_discarded()
    {
        var id = _scene.Queue();
        var stalled = (await _scene.ClaimAsync(id, "server-a"))!;
        await _scene.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 5, CancellationToken.None);
        await _scene.ClaimAsync(id, "server-b");

        var kept = await _scene.Workers.SaveProgressAsync(stalled, TaskScene.ProgressOf(stalled, 700), [], 100, CancellationToken.None);

        Assert.False(kept);
        Assert.Equal(0, _scene.Row(id).ProgressDone);
    }

    [Fact]
    public async Task Saved_progress_publishes_no_change()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        var before = _scene.Published;

        await _scene.Workers.SaveProgressAsync(claim, TaskScene.ProgressOf(claim, 300), [], 100, CancellationToken.None);

        Assert.Equal(before, _scene.Published);
        Assert.Equal(300, _scene.Row(claim.TaskId).ProgressDone);
    }

    [Fact]
    public async Task A_new_attempt_starts_from_nothing()
    {
        var id = _scene.Queue();
        var first = (await _scene.ClaimAsync(id))!;
        await _scene.Workers.SaveProgressAsync(first, TaskScene.ProgressOf(first, 900), [], 100, CancellationToken.None);
        await _scene.Workers.ReturnToQueueAsync(first, "stopped", CancellationToken.None);

        var second = await _scene.ClaimAsync(id);

        var row = _scene.Row(id);
        Assert.Equal((2, 0L), (second!.Attempt, row.ProgressDone));
        Assert.All(row.Steps, step => Assert.Equal((ReleaseTaskStatus.Queued, 0L, null), (step.Status, step.ProgressDone, step.Message)));
    }

    [Fact]
    public async Task A_task_returned_to_the_queue_has_no_running_step()
    {
        var id = _scene.Queue();
        var claim = (await _scene.ClaimAsync(id))!;
        await _scene.Workers.SaveProgressAsync(claim, TaskScene.ProgressOf(claim, 700), [], 100, CancellationToken.None);

        await _scene.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 5, CancellationToken.None);

        Assert.All(_scene.Row(id).Steps, step => Assert.Equal((ReleaseTaskStatus.Queued, 0L, null), (step.Status, step.ProgressDone, step.Message)));
    }

    [Fact]
    public async Task A_cancelled_task_whose_server_died_ends_with_its_steps()
    {
        var id = _scene.Queue();
        var claim = (await _scene.ClaimAsync(id))!;
        await _scene.Workers.SaveProgressAsync(claim, TaskScene.ProgressOf(claim, 700), [], 100, CancellationToken.None);
        await _scene.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);

        await _scene.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 5, CancellationToken.None);

        var row = _scene.Row(id);
        Assert.Equal(TaskErrorKind.Cancelled, row.ErrorKind);
        Assert.All(row.Steps, step => Assert.Equal((ReleaseTaskStatus.Failed, row.Error), (step.Status, step.Message)));
    }

    [Fact]
    public async Task A_task_whose_server_died_too_often_is_abandoned()
    {
        var id = _scene.Queue();
        await _scene.ClaimAsync(id, "server-a");
        await _scene.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 2, CancellationToken.None);
        await _scene.ClaimAsync(id, "server-b");

        await _scene.Recovery.RequeueServerTasksAsync("server-b", maxAttempts: 2, CancellationToken.None);

        var row = _scene.Row(id);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Abandoned), (row.Status, row.ErrorKind));
    }

    [Fact]
    public async Task The_tasks_of_live_servers_are_not_requeued()
    {
        var id = _scene.Queue();
        await _scene.ClaimAsync(id, "server-a");

        var requeued = await _scene.Recovery.RequeueServerTasksAsync("server-b", maxAttempts: 5, CancellationToken.None);

        Assert.Equal(0, requeued);
        Assert.Equal(ReleaseTaskStatus.Active, _scene.Row(id).Status);
    }

    [Fact]
    public async Task The_outcome_of_an_abandoned_task_is_discarded()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;

        await _scene.Recovery.AbandonAsync(claim, TimeSpan.FromSeconds(30), CancellationToken.None);
        var late = await _scene.FinishAsync(claim, TaskScene.Found(claim, CheckResultStatus.Note, "stale"));

        var row = _scene.Row(claim.TaskId);
        Assert.False(late);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Abandoned, 2), (row.Status, row.ErrorKind, row.Attempt));
        Assert.Empty(_scene.Messages());
    }

    [Fact]
    public async Task A_long_log_keeps_its_last_lines()
    {
        var claim = (await _scene.ClaimAsync(_scene.Queue()))!;
        await using var run = new TaskRun(claim, null, 1000, new(), _scene.Workers, _scene.Time, () => { }, _ => Task.CompletedTask);

        for (var line = 1; line <= 100_000; line++)
        {
            run.Log(TaskLogLevel.Information, $"line {line}");
        }

        await run.DisposeAsync();
        await _scene.Workers.SaveProgressAsync(claim, run.Progress(), run.UnsavedLog(), 1000, CancellationToken.None);

        var lines = _scene.Database.Read(context => context.TaskLogLines.OrderBy(l => l.Line).Select(l => l.Line).ToList());
        Assert.Equal(Enumerable.Range(99_001, 1000), lines);
    }

    public void Dispose() => _scene.Dispose();
}
