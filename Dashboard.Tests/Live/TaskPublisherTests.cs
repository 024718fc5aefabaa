using Dashboard.Data.Entities;
using Dashboard.Live;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Live;

public sealed class TaskPublisherTests : IAsyncLifetime
{
    private LiveScene _scene = null!;

    public async Task InitializeAsync() => _scene = await LiveScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_slow_subscriber_gets_the_latest_state_of_each_task_and_nothing_older()
    {
        _scene.Begin(1);
        _scene.Begin(2);
        using var subscription = (await WatchAsync(TaskScope.All))!;
        await using var messages = subscription.ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        for (var done = 0; done <= 3; done++)
        {
            _scene.Feed.Publish(LiveScene.Progress(done, 1));
            _scene.Feed.Publish(LiveScene.Progress(done, 2));
        }

        await messages.MoveNextAsync();
        await messages.MoveNextAsync();
        Assert.Equal((TaskMessage.Delta, 1), (messages.Current.Kind, messages.Current.Sequence));
        Assert.Equal([(1, 3), (2, 3)], messages.Current.Tasks.Select(task => (task.Id, task.Done)).Order());
    }

    [Fact]
    public async Task A_subscriber_that_never_reads_delays_nobody()
    {
        _scene.Begin();
        using var asleep = await WatchAsync(TaskScope.All);
        using var awake = (await WatchAsync(TaskScope.All))!;
        await using var messages = awake.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();

        for (var done = 1; done <= 3; done++)
        {
            _scene.Feed.Publish(LiveScene.Progress(done));
            await messages.MoveNextAsync().AsTask().WaitAsync(LiveScene.Patience);

            Assert.Equal(done, messages.Current.Tasks.Single().Done);
        }
    }

    [Fact]
    public async Task A_truncated_snapshot_names_the_newest_tasks_and_says_so()
    {
        AddTasks(TaskPublisher.MaxSnapshot + 10);

        using var subscription = (await WatchAsync(TaskScope.All))!;
        await using var messages = subscription.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();

        Assert.Equal((TaskPublisher.MaxSnapshot, true), (messages.Current.Tasks.Count, messages.Current.Truncated));
        Assert.DoesNotContain(messages.Current.Tasks, task => task.Id == 1);
    }

    [Fact]
    public async Task A_subscriber_with_too_many_pending_tasks_gets_a_snapshot()
    {
        using var subscription = (await WatchAsync(TaskScope.All))!;
        await using var messages = subscription.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();
        var task = messages.Current.Tasks[0];

        for (var id = 1; id <= 2 * TaskPublisher.MaxSnapshot + 1; id++)
        {
            subscription.Post(task with { Id = id });
        }

        await messages.MoveNextAsync();
        Assert.Equal((TaskMessage.Snapshot, 1), (messages.Current.Kind, messages.Current.Sequence));
        Assert.Equal([3, 2, 1], messages.Current.Tasks.Select(known => known.Id));
    }

    [Fact]
    public async Task Without_subscriptions_nothing_is_read_or_kept()
    {
        var subscription = await WatchAsync(TaskScope.OfTask(1));
        subscription!.Dispose();
        subscription.Dispose();

        _scene.Feed.Publish(LiveScene.Progress(1));

        Assert.Equal(0, _scene.Publisher.Count);
    }

    [Fact]
    public async Task Progress_reported_before_a_subscription_is_in_its_snapshot()
    {
        _scene.Begin();
        _scene.Feed.Publish(LiveScene.Progress(2));

        using var subscription = (await WatchAsync(TaskScope.OfTask(1)))!;
        await using var messages = subscription.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();

        Assert.Equal(2, messages.Current.Tasks.Single().Done);
    }

    [Fact]
    public async Task Progress_never_goes_backwards()
    {
        _scene.Begin();
        using var subscription = (await WatchAsync(TaskScope.OfTask(1)))!;
        await using var messages = subscription.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();

        _scene.Feed.Publish(LiveScene.Progress(2));
        _scene.Feed.Publish(LiveScene.Progress(1));
        await messages.MoveNextAsync();

        Assert.Equal(2, messages.Current.Tasks.Single().Done);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("task:12")]
    [InlineData("release:widget-1.0.0")]
    [InlineData("release:with:colon-1")]
    public void A_scope_is_formatted_as_it_is_parsed(string text)
    {
        Assert.True(TaskScope.TryParse(text, out var scope));
        Assert.Equal(text, scope.ToString());
    }

    [Fact]
    public void States_of_a_task_are_ordered_by_attempt_then_status_then_progress()
    {
        var queued = new TaskState(
            1, ReleaseTaskType.PathsCheck, ReleaseTaskStatus.Queued, null, null, null, 0, Any.Now, null, null, null, null, null, 0, 3, null, null, 0, []);
        var active = queued with { Status = ReleaseTaskStatus.Active, Attempt = 1 };
        TaskState[] life =
        [
            queued, active, active with { Done = 2 }, active with { Status = ReleaseTaskStatus.Queued },
            active with { Attempt = 2 }, active with { Attempt = 2, Status = ReleaseTaskStatus.Completed },
        ];

        Assert.Equal(life, life.Reverse().OrderBy(task => task.Age));
    }

    private void AddTasks(int count) => _scene.Database.Run(
        $$"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{count}})
        INSERT INTO task (status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total, project_name)
        SELECT 'QUEUED', 'PATHS_CHECK', '{}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 1, 'widget' FROM n;
        """);

    private Task<TaskSubscription?> WatchAsync(TaskScope scope) =>
        _scene.Publisher.SubscribeAsync(scope, TimeSpan.FromMilliseconds(10), CancellationToken.None);
}
