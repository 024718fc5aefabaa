using Dashboard.Data.Entities;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

public sealed class TaskHubTests : IAsyncLifetime
{
    private LiveScene _scene = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        _scene = await LiveScene.StartAsync();
        _token = (await _scene.TokenAsync()).Token.Text;
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_stream_of_a_release_starts_with_a_snapshot_of_its_tasks()
    {
        var messages = await _scene.WatchAsync("release:widget-1.0.0", _token);

        var first = await messages.NextAsync();

        Assert.Equal((TaskMessage.Snapshot, 0, _scene.Publisher.Epoch), (first.Kind, first.Sequence, first.Epoch));
        Assert.Equal([2, 1], first.Tasks.Select(task => task.Id));
        Assert.Equal("sha512", first.Tasks[1].Steps.Single().Name);
    }

    [Fact]
    public async Task A_stream_of_everything_includes_tasks_without_a_release()
    {
        var messages = await _scene.WatchAsync("all", _token);

        Assert.Equal([3, 2, 1], (await messages.NextAsync()).Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task A_report_of_a_worker_is_the_next_message()
    {
        _scene.Begin();
        var messages = await _scene.WatchAsync("task:1", _token);
        var first = await messages.NextAsync();

        _scene.Feed.Publish(LiveScene.Progress(2));
        var next = await messages.NextAsync(task => task.Done == 2);

        Assert.Equal((TaskMessage.Delta, first.Epoch), (next.Kind, next.Epoch));
        Assert.Equal("at 2", next.Tasks.Single().Steps.Single().Message);
    }

    [Fact]
    public async Task Messages_are_numbered_without_a_gap()
    {
        _scene.Begin();
        var messages = await _scene.WatchAsync("task:1", _token);
        var numbers = new List<long> { (await messages.NextAsync()).Sequence };

        foreach (var done in new[] { 1, 2, 3 })
        {
            _scene.Feed.Publish(LiveScene.Progress(done));
            numbers.Add((await messages.NextAsync(task => task.Done == done)).Sequence);
        }

        Assert.Equal([0, 1, 2, 3], numbers);
    }

    [Fact]
    public async Task A_task_of_another_process_is_followed_by_its_row()
    {
        var messages = await _scene.WatchAsync("release:widget-1.0.0", _token);
        await messages.NextAsync();

        _scene.Begin();
        await messages.NextAsync(task => task is { Id: 1, Status: ReleaseTaskStatus.Active });
        _scene.Database.Run("UPDATE task SET progress_done = 2 WHERE id = 1");
        await messages.NextAsync(task => task is { Id: 1, Done: 2 });
        _scene.Database.Run("UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:00:05', error = 'No.', error_kind = 'ERROR' WHERE id = 1");

        var last = await messages.NextAsync(task => task.Status == ReleaseTaskStatus.Failed);
        Assert.Equal(("No.", TaskErrorKind.Error), (last.Tasks.Single().Error, last.Tasks.Single().ErrorKind));
    }

    [Fact]
    public async Task A_deleted_task_is_reported_as_removed()
    {
        var messages = await _scene.WatchAsync("release:widget-1.0.0", _token);
        await messages.NextAsync();

        _scene.Database.Run("DELETE FROM task WHERE id = 2");

        Assert.Equal([2], (await messages.NextAsync()).Removed);
    }

    [Fact]
    public async Task A_stream_of_a_release_has_no_tasks_of_others()
    {
        var messages = await _scene.WatchAsync("release:kit-1.0.0", _token);
        await messages.NextAsync();

        _scene.Begin();
        _scene.Database.Run(
            "INSERT INTO task (status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total, project_name, version_name) "
            + "VALUES ('QUEUED', 'PATHS_CHECK', '{}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 1, 'kit', '1.0.0')");

        Assert.Equal("kit-1.0.0", (await messages.NextAsync()).Tasks.Single().Release);
    }

    [Fact]
    public async Task Each_start_of_the_server_has_another_epoch()
    {
        await using var other = await LiveScene.StartAsync();

        Assert.NotEqual(_scene.Publisher.Epoch, other.Publisher.Epoch);
    }

    [Fact]
    public async Task When_everything_may_have_changed_a_snapshot_is_sent()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        _scene.Get<ChangeFeed>().PublishEverything();

        var next = await messages.NextAsync();
        Assert.Equal((TaskMessage.Snapshot, 1, 3), (next.Kind, next.Sequence, next.Tasks.Count));
    }

    [Fact]
    public async Task A_stream_opened_in_maintenance_mode_starts_when_that_ends()
    {
        _scene.InMaintenance = true;
        var messages = await _scene.WatchAsync("all", _token);

        _scene.InMaintenance = false;

        Assert.Equal([3, 2, 1], (await messages.NextAsync()).Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task A_stream_open_in_maintenance_mode_continues_when_that_ends()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();
        _scene.InMaintenance = true;
        _scene.Get<ChangeFeed>().PublishEverything();

        _scene.Begin();
        _scene.InMaintenance = false;

        await messages.NextAsync(task => task is { Id: 1, Status: ReleaseTaskStatus.Active });
    }

    [Theory]
    [InlineData("release:nothing-9.9.9", "There is no release nothing-9.9.9.")]
    [InlineData("task:4711", "There is no task 4711.")]
    [InlineData("everything", "must be \"all\"")]
    [InlineData("task:x", "must be \"all\"")]
    public async Task A_scope_that_names_nothing_is_refused(string scope, string said)
    {
        var messages = await _scene.WatchAsync(scope, _token);

        var error = await Assert.ThrowsAnyAsync<Exception>(messages.NextAsync);

        Assert.Contains(said, (error.InnerException ?? error).Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Publisher.Count);
    }

    [Fact]
    public async Task A_connection_with_too_many_streams_is_refused_another_until_one_ends()
    {
        await using var client = _scene.Client(_token);
        await client.StartAsync();
        using var first = new CancellationTokenSource();
        Assert.Null(await RefusalAsync(client, first.Token));
        for (var more = 1; more < TaskHub.MaxStreams; more++)
        {
            Assert.Null(await RefusalAsync(client));
        }

        Assert.Contains("at most 100", await RefusalAsync(client), StringComparison.Ordinal);

        await first.CancelAsync();
        using var patience = new CancellationTokenSource(LiveScene.Patience);
        while (await RefusalAsync(client) is not null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Of_reports_faster_than_ten_a_second_the_latest_is_sent()
    {
        var time = new FakeTimeProvider();
        await using var scene = await LiveScene.StartAsync(time);
        var (_, token) = await scene.TokenAsync();
        scene.Begin();
        var messages = await scene.WatchAsync("task:1", token.Text);
        await messages.NextAsync();

        for (var done = 1; done <= 3; done++)
        {
            scene.Feed.Publish(LiveScene.Progress(done));
        }

        // The clock stands still, so nothing is sent until it advances.
        var next = messages.NextAsync();
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.Equal((1, 3), ((await next).Sequence, (await next).Tasks.Single().Done));
    }

    /// <returns>Why another stream was refused; null when it was opened.</returns>
    private static async Task<string?> RefusalAsync(HubConnection client, CancellationToken end = default)
    {
        var messages = await client.StreamAsChannelAsync<TaskMessage>(nameof(TaskHub.Watch), "task:1", end);
        try
        {
            await messages.NextAsync();
            return null;
        }
        catch (Exception error) when (error is HubException || error.InnerException is HubException)
        {
            return (error.InnerException ?? error).Message;
        }
    }
}
