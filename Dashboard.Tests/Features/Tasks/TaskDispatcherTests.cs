using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Live;
using Dashboard.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Features.Tasks;

public sealed class TaskDispatcherTests : IAsyncLifetime
{
    private WorkScene _scene = null!;

    public Task InitializeAsync()
    {
        _scene = WorkScene.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_project_with_many_tasks_does_not_delay_the_task_of_another()
    {
        var many = Queue(count: 20);
        var single = QueueOfAnotherProject();

        await _scene.StartAsync();

        Assert.Equal([.. many[..4], single], await _scene.NextAsync(5));
    }

    [Fact]
    public async Task Tasks_are_dispatched_by_priority_across_projects()
    {
        var usual = Queue(count: 2);
        var urgent = QueueOfAnotherProject();
        _scene.Tasks.Database.Run($"UPDATE task SET priority = -1 WHERE id = {urgent}");

        await _scene.StartAsync();

        Assert.Equal([urgent, .. usual], await _scene.NextAsync(3));
    }

    [Fact]
    public async Task A_task_that_ends_on_another_server_makes_room_for_the_next()
    {
        var tasks = Queue(count: 5);
        using var another = _scene.AnotherServer();
        await _scene.StartAsync();
        await _scene.NextAsync(4);

        var claim = (await _scene.Tasks.ClaimAsync(tasks[0], another.Name))!;
        await _scene.Tasks.FinishAsync(claim, TaskOutcome.Completed("{}", []));

        Assert.Equal(tasks[4], (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_queued_task_whose_job_is_lost_gets_another_job()
    {
        var task = _scene.Tasks.Queue();
        await _scene.StartAsync();
        _scene.LoseJob((await _scene.NextAsync()).JobId);

        _scene.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(task, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_queued_task_whose_job_is_waiting_beside_an_idle_worker_gets_another_job()
    {
        var task = _scene.Tasks.Queue();
        await _scene.StartAsync();
        await _scene.NextAsync();
        KeepWorkersBusy(_scene.Settings.Workers - 1);

        _scene.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(task, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_queued_task_whose_job_is_waiting_for_a_worker_gets_no_other_job()
    {
        KeepWorkersBusy(_scene.Settings.Workers);
        _scene.Tasks.Queue();
        await _scene.StartAsync();
        await _scene.NextAsync();

        _scene.Pass(TimeSpan.FromMinutes(10));
        var later = _scene.Tasks.Queue();
        _scene.Pass(TimeSpan.Zero);

        Assert.Equal(later, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task The_tasks_of_a_dead_server_are_dispatched_again()
    {
        var task = _scene.Tasks.Queue();
        await _scene.Tasks.ClaimAsync(task, "7-dead");

        await _scene.StartAsync();

        Assert.Equal(task, (await _scene.NextAsync()).TaskId);
        Assert.Equal(TaskAttemptOutcome.Lost, _scene.Tasks.AttemptsOf(task).Single().Outcome);
    }

    [Fact]
    public async Task A_task_activated_by_raw_SQL_without_a_server_is_requeued_and_blocks_no_other()
    {
        var byHand = _scene.Tasks.Queue();
        _scene.Tasks.Database.Run($"UPDATE task SET status = 'ACTIVE', attempt = 1, started = '2026-05-04 12:00:01', pid = 7 WHERE id = {byHand}");
        var next = _scene.Tasks.Queue();

        await _scene.StartAsync();

        Assert.Equal([byHand, next], (await _scene.NextAsync(2)).Order());
    }

    [Fact]
    public async Task A_task_of_a_dead_server_that_cannot_be_requeued_blocks_no_other()
    {
        var stuck = _scene.Tasks.Queue();
        await _scene.Tasks.ClaimAsync(stuck, "7-dead");
        _scene.Tasks.Database.Run(
            "CREATE TRIGGER tr_by_hand BEFORE UPDATE ON task WHEN OLD.server = '7-dead' BEGIN SELECT RAISE(ABORT, 'not this one'); END");
        var next = _scene.Tasks.Queue();

        await _scene.StartAsync();

        Assert.Equal(next, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_heartbeat_that_cannot_be_written_stops_nothing()
    {
        // A server beats for others alone.
        using var other = _scene.AnotherServer();
        var beat = Path.Combine(_scene.StatePath, "servers", _scene.Lease.Name + ".beat");
        File.Delete(beat);
        Directory.CreateDirectory(beat);
        await _scene.StartAsync();

        _scene.Pass(TimeSpan.FromSeconds(4));
        var task = _scene.Tasks.Queue();
        _scene.Pass(TimeSpan.Zero);

        Assert.Equal(task, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_task_whose_worker_is_lost_is_dispatched_again_within_five_seconds()
    {
        var task = _scene.Tasks.Queue();
        await _scene.Tasks.ClaimAsync(task, _scene.Lease.Name);
        var next = _scene.Tasks.Queue();
        await _scene.StartAsync();
        // The dispatcher has seen the claimed task by now.
        Assert.Equal(next, (await _scene.NextAsync()).TaskId);

        _scene.Pass(TimeSpan.FromSeconds(4.5));

        Assert.Equal(task, (await _scene.NextAsync()).TaskId);
    }

    [Fact]
    public async Task A_running_task_cancelled_by_another_process_is_asked_to_stop()
    {
        var claim = (await _scene.Tasks.ClaimAsync(_scene.Tasks.Queue(), _scene.Lease.Name))!;
        using var running = _scene.Tasks.Running.Add(claim, TimeSpan.FromHours(1), CancellationToken.None);
        var told = new TaskCompletionSource();
        running.Cancellation.Register(told.SetResult);
        await _scene.StartAsync();
        var elsewhere = new TaskCommands(
            _scene.Tasks.Database, new RunningTasks(TimeProvider.System), _scene.Tasks.Feed, _scene.Tasks.Time);

        await elsewhere.CancelAsync(TaskScene.Manager, claim.TaskId, CancellationToken.None);

        await told.Task.WaitAsync(LiveScene.Patience);
        Assert.Equal(TaskErrorKind.Cancelled, running.StopReason);
    }

    [Fact]
    public async Task A_task_that_does_not_respond_is_abandoned()
    {
        var claim = (await _scene.Tasks.ClaimAsync(_scene.Tasks.Queue(), _scene.Lease.Name))!;
        using var running = _scene.Tasks.Running.Add(claim, TimeSpan.FromHours(1), CancellationToken.None);
        await _scene.StartAsync();
        using var changed = new SemaphoreSlim(0);
        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, claim.TaskId, CancellationToken.None);
        using var subscription = _scene.Tasks.Feed.Subscribe(ChangeTopics.Task(claim.TaskId), () => changed.Release());

        _scene.Pass(_scene.Settings.AnswerLimit + TimeSpan.FromSeconds(1));

        Assert.True(await changed.WaitAsync(LiveScene.Patience));
        var row = _scene.Tasks.Row(claim.TaskId);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Abandoned), (row.Status, row.ErrorKind));
        Assert.False(await _scene.Tasks.FinishAsync(claim, TaskOutcome.Completed("{}", [])));
    }

    private List<long> Queue(int count) => [.. Enumerable.Range(0, count).Select(at => _scene.Tasks.Queue($"widget-{at}.zip"))];

    private long QueueOfAnotherProject()
    {
        _scene.Tasks.Database.Add(Any.Project("kit"), Any.Release("kit"));
        var task = new ReleaseTask
        {
            TaskType = ReleaseTaskType.PathsCheck,
            AsfUid = "rhea",
            Added = Any.Now.AddHours(1),
            ProjectName = "kit",
            VersionName = "1.0.0",
        };
        _scene.Tasks.Database.Add(task);
        return task.Id;
    }

    private void KeepWorkersBusy(int count)
    {
        for (var job = 0; job < count; job++)
        {
            _scene.Tasks.Running.JobStarted();
        }
    }
}
