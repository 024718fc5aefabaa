using Dashboard.Live;

namespace Dashboard.Tests.Live;

public sealed class ChangeFeedTests
{
    private readonly ChangeFeed _feed = new();
    private int _heard;

    [Fact]
    public void A_subscriber_hears_its_topic_and_no_other()
    {
        using var subscription = _feed.Subscribe("releases", Hear);

        _feed.Publish("releases");
        _feed.Publish("tasks");

        Assert.Equal(1, _heard);
    }

    [Fact]
    public void An_ended_subscription_hears_nothing_and_leaves_nothing()
    {
        _feed.Subscribe("releases", Hear).Dispose();

        _feed.Publish("releases");

        Assert.Equal(0, _heard);
        Assert.Equal(0, _feed.Count("releases"));
    }

    [Fact]
    public void When_everything_may_have_changed_every_topic_is_told()
    {
        using var releases = _feed.Subscribe("releases", Hear);
        using var tasks = _feed.Subscribe("tasks", Hear);

        _feed.PublishEverything();

        Assert.Equal(2, _heard);
    }

    [Fact]
    public void A_listener_hears_every_topic_by_its_name()
    {
        var topics = new List<string?>();
        using (_feed.SubscribeToAll(topics.Add))
        {
            _feed.Publish(["releases", "task:7"]);
            _feed.PublishEverything();
        }

        _feed.Publish("keys");

        Assert.Equal(["releases", "task:7", null], topics);
    }

    [Fact]
    public async Task Subscriptions_that_come_and_go_at_once_lose_none_that_stays()
    {
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                using var passing = _feed.Subscribe("releases", () => { });
            }

            return _feed.Subscribe("releases", Hear);
        }));

        var staying = await Task.WhenAll(threads);
        _feed.Publish("releases");

        Assert.Equal(staying.Length, _heard);
        Assert.Equal(staying.Length, _feed.Count("releases"));
    }

    private void Hear() => Interlocked.Increment(ref _heard);
}
