using System.Net;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
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
    private long _tokenId;
    private long _accountId;

    public async Task InitializeAsync()
    {
        _scene = await LiveScene.StartAsync();
        (_accountId, var token) = await _scene.TokenAsync();
        (_tokenId, _token) = (token.Id, token.Text);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Who_watches_a_release_gets_its_tasks_first()
    {
        var messages = await _scene.WatchAsync("release:widget-1.0.0", _token);

        var first = await messages.NextAsync();

        Assert.Equal((TaskMessage.Snapshot, 0, _scene.Publisher.Epoch), (first.Kind, first.Sequence, first.Epoch));
        Assert.Equal([2, 1], first.Tasks.Select(task => task.Id));
        Assert.Equal("sha512", first.Tasks[1].Steps.Single().Name);
    }

    [Fact]
    public async Task Who_watches_everything_sees_tasks_of_no_release_too()
    {
        var messages = await _scene.WatchAsync("all", _token);

        Assert.Equal([3, 2, 1], (await messages.NextAsync()).Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task A_workers_report_follows_as_the_next_message()
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
    public async Task A_task_that_another_process_begins_and_ends_is_followed_by_its_row()
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
    public async Task A_task_that_is_deleted_is_named_as_removed()
    {
        var messages = await _scene.WatchAsync("release:widget-1.0.0", _token);
        await messages.NextAsync();

        _scene.Database.Run("DELETE FROM task WHERE id = 2");

        Assert.Equal([2], (await messages.NextAsync()).Removed);
    }

    [Fact]
    public async Task A_release_hears_nothing_of_others()
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
    public async Task Another_start_of_the_server_is_another_epoch()
    {
        await using var other = await LiveScene.StartAsync();

        Assert.NotEqual(_scene.Publisher.Epoch, other.Publisher.Epoch);
    }

    [Fact]
    public async Task When_everything_may_have_changed_a_snapshot_follows()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        _scene.Get<ChangeFeed>().PublishEverything();

        var next = await messages.NextAsync();
        Assert.Equal((TaskMessage.Snapshot, 1, 3), (next.Kind, next.Sequence, next.Tasks.Count));
    }

    [Fact]
    public async Task Who_begins_to_watch_in_maintenance_gets_the_tasks_when_it_ends()
    {
        _scene.InMaintenance = true;
        var messages = await _scene.WatchAsync("all", _token);

        _scene.InMaintenance = false;

        Assert.Equal([3, 2, 1], (await messages.NextAsync()).Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task Who_watches_in_maintenance_gets_what_happened_when_it_ends()
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
    public async Task What_is_not_there_is_said(string scope, string said)
    {
        var messages = await _scene.WatchAsync(scope, _token);

        var error = await Assert.ThrowsAnyAsync<Exception>(messages.NextAsync);

        Assert.Contains(said, (error.InnerException ?? error).Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Publisher.Count);
    }

    [Fact]
    public async Task A_connection_that_watches_too_much_is_refused_the_rest_until_it_ends_something()
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

    [Theory]
    [InlineData(null)]
    [InlineData("drt_unknown")]
    public async Task Nobody_else_gets_in(string? token)
    {
        await using var client = _scene.Client(token);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.StartAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_ends_its_stream()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        await _scene.Accounts.Tokens.RevokeAsync(Caller.CommandLine, _tokenId, CancellationToken.None);

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task A_disabled_account_ends_its_streams()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        await _scene.Accounts.Accounts.DisableAsync(Caller.CommandLine, _accountId, CancellationToken.None);

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task An_account_that_another_process_disables_ends_its_streams()
    {
        var messages = await _scene.WatchAsync("all", _token);
        await messages.NextAsync();

        _scene.Accounts.Operations.Execute($"UPDATE account SET disabled = 1 WHERE id = {_accountId}");

        await AssertEndedAsync(messages);
    }

    [Fact]
    public async Task Of_a_task_that_reports_faster_than_ten_times_a_second_the_latest_is_told()
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

        // The clock stands still: nothing is told until it goes on.
        var next = messages.NextAsync();
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.Equal((1, 3), ((await next).Sequence, (await next).Tasks.Single().Done));
    }

    [Fact]
    public async Task A_token_of_another_account_goes_on()
    {
        var (other, _) = await _scene.TokenAsync("other");
        _scene.Begin();
        var messages = await _scene.WatchAsync("task:1", _token);
        await messages.NextAsync();

        await _scene.Accounts.Accounts.DisableAsync(Caller.CommandLine, other, CancellationToken.None);
        _scene.Feed.Publish(LiveScene.Progress(2));

        await messages.NextAsync(task => task.Done == 2);
    }

    /// <returns>Null when the client watches one thing more.</returns>
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

    private async Task AssertEndedAsync(System.Threading.Channels.ChannelReader<TaskMessage> messages)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(messages.NextAsync);
        Assert.Contains("Your access has ended", (error.InnerException ?? error).Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Publisher.Count);
    }
}
