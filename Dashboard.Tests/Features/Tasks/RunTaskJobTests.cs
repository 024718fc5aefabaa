using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;
using Dashboard.Tests.Live;

namespace Dashboard.Tests.Features.Tasks;

/// <summary>How a task ends that is stopped, or whose handler fails.</summary>
public sealed class RunTaskJobTests : IAsyncLifetime
{
    private WorkScene _scene = null!;
    private readonly Busy _busy = new();

    public Task InitializeAsync()
    {
        _scene = WorkScene.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _busy.Released.TrySetResult();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task A_task_that_exceeds_its_time_limit_fails_as_timed_out()
    {
        var (id, job) = await BeginAsync();

        _scene.Tasks.Time.Advance(_busy.TimeLimit);
        await job;

        var row = _scene.Tasks.Row(id);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.TimedOut), (row.Status, row.ErrorKind));
        Assert.Contains("time limit of 60 minutes", row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_task_fails_and_names_who_cancelled_it()
    {
        var (id, job) = await BeginAsync();

        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);
        await job;

        var row = _scene.Tasks.Row(id);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Cancelled), (row.Status, row.ErrorKind));
        Assert.Contains("rhea", row.Error, StringComparison.Ordinal);
        Assert.All(row.Steps, step => Assert.Equal(ReleaseTaskStatus.Failed, step.Status));
    }

    [Fact]
    public async Task A_task_whose_handler_throws_fails_with_its_message()
    {
        _busy.Throws = new InvalidDataException("The archive is no archive.");
        var (id, job) = await BeginAsync();

        await job;

        var row = _scene.Tasks.Row(id);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Error, "The archive is no archive."), (row.Status, row.ErrorKind, row.Error));
    }

    [Fact]
    public async Task A_task_whose_results_break_a_constraint_fails()
    {
        _busy.Outcome = run => TaskScene.Found(run.Claim with { RevisionNumber = "00099" }, CheckResultStatus.Note, "About another revision.");

        var (id, job) = await BeginAsync();
        await job;

        var row = _scene.Tasks.Row(id);
        Assert.Equal((ReleaseTaskStatus.Failed, TaskErrorKind.Error), (row.Status, row.ErrorKind));
        Assert.Contains("tr_check_result_insert", row.Error, StringComparison.Ordinal);
        Assert.Empty(_scene.Tasks.Messages());
    }

    [Fact]
    public async Task A_task_whose_server_stops_returns_to_the_queue()
    {
        var (id, job) = await BeginAsync();

        _scene.Lifetime.StopApplication();
        await job;

        Assert.Equal(ReleaseTaskStatus.Queued, _scene.Tasks.Row(id).Status);
        Assert.Equal(TaskAttemptOutcome.Lost, _scene.Tasks.AttemptsOf(id).Single().Outcome);
    }

    [Fact]
    public async Task The_last_report_of_a_task_is_saved_with_its_outcome()
    {
        _busy.Reports = 777;
        var (id, job) = await BeginAsync();

        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);
        await job;

        Assert.Equal(777, _scene.Tasks.Row(id).ProgressDone);
    }

    [Fact]
    public async Task In_maintenance_mode_a_job_leaves_its_task_queued()
    {
        var id = _scene.Tasks.Queue();
        _scene.Maintenance.Begin("The schema changes.");

        await _scene.Job(_busy).RunAsync(id);

        Assert.Equal((ReleaseTaskStatus.Queued, 0), (_scene.Tasks.Row(id).Status, _scene.Tasks.Row(id).Attempt));
    }

    [Fact]
    public async Task A_second_job_of_a_running_task_does_nothing()
    {
        var (id, job) = await BeginAsync();

        await _scene.Job(new Busy()).RunAsync(id);

        Assert.Equal(1, _scene.Tasks.Row(id).Attempt);
        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);
        await job;
    }

    [Fact]
    public async Task An_abandoned_task_frees_its_worker()
    {
        _busy.IsDeaf = true;
        await _scene.StartAsync();
        var (id, job) = await BeginAsync();

        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);
        _scene.Pass(_scene.Settings.AnswerLimit + TimeSpan.FromSeconds(1));
        await job.WaitAsync(LiveScene.Patience);

        Assert.Equal(TaskErrorKind.Abandoned, _scene.Tasks.Row(id).ErrorKind);
        Assert.Empty(_scene.Tasks.Running.All);
        Assert.Equal(0, _scene.Tasks.Running.Jobs);
    }

    [Fact]
    public async Task An_abandoned_task_that_resumes_has_no_exemption_from_maintenance_mode()
    {
        _busy.IsDeaf = true;
        _busy.IsLetIn = () => _scene.Maintenance.IsOpen;
        await _scene.StartAsync();
        var (id, job) = await BeginAsync();
        await _scene.Tasks.Commands.CancelAsync(TaskScene.Manager, id, CancellationToken.None);
        _scene.Pass(_scene.Settings.AnswerLimit + TimeSpan.FromSeconds(1));
        await job.WaitAsync(LiveScene.Patience);

        _scene.Maintenance.Begin("The schema changes.");
        _busy.Released.SetResult();

        Assert.False(await _busy.WasLetIn.Task.WaitAsync(LiveScene.Patience));
    }

    [Fact]
    public async Task An_unresponsive_attempt_is_tracked_beside_the_next_one_of_its_task()
    {
        var first = (await _scene.Tasks.ClaimAsync(_scene.Tasks.Queue()))!;
        using var deaf = _scene.Tasks.Running.Add(first, TimeSpan.FromHours(1), CancellationToken.None);
        await _scene.Tasks.Recovery.RequeueServerTasksAsync("server-a", maxAttempts: 5, CancellationToken.None);
        var second = (await _scene.Tasks.ClaimAsync(first.TaskId))!;

        using (_scene.Tasks.Running.Add(second, TimeSpan.FromHours(1), CancellationToken.None))
        {
            Assert.Equal(2, _scene.Tasks.Running.All.Count);
        }

        Assert.Same(deaf, Assert.Single(_scene.Tasks.Running.All));
    }

    /// <returns>The running task and its job.</returns>
    private async Task<(long Id, Task Job)> BeginAsync()
    {
        var id = _scene.Tasks.Queue();
        var job = Task.Run(() => _scene.Job(_busy).RunAsync(id));
        await _busy.Begun.Task.WaitAsync(LiveScene.Patience);
        return (id, job);
    }

    /// <summary>Runs until it is asked to stop. An unresponsive one blocks its thread until the test releases it.</summary>
    private sealed class Busy : ITaskHandler
    {
        public TaskCompletionSource Released { get; } = new();
        public bool IsDeaf { get; set; }
        public Func<bool> IsLetIn { get; set; } = () => true;
        public TaskCompletionSource<bool> WasLetIn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public Exception? Throws { get; set; }
        public Func<TaskRun, TaskOutcome>? Outcome { get; set; }
        public long Reports { get; set; }
        public ReleaseTaskType Type => ReleaseTaskType.ArtifactCheck;
        public TimeSpan TimeLimit => TimeSpan.FromHours(1);

        public async Task<TaskOutcome> RunAsync(TaskRun run, CancellationToken cancellation)
        {
            run.Start(1);
            run.Report(1, Reports);
            Begun.SetResult();
            if (Throws is not null)
            {
                throw Throws;
            }

            if (Outcome is not null)
            {
                return Outcome(run);
            }

            if (IsDeaf)
            {
                Released.Task.Wait(CancellationToken.None);
                WasLetIn.SetResult(IsLetIn());
            }

            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("It was not told to stop.");
        }
    }
}
