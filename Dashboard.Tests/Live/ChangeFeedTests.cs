using Dashboard.Live;

namespace Dashboard.Tests.Live;

public sealed class ChangeFeedTests
{
    private readonly ChangeFeed _feed = new();
    private int _heard;

    [Fact]
    public void A_subscriber_is_signalled_for_its_own_topic_only()
    {
        using var subscription = _feed.Subscribe("releases", Hear);

        _feed.Publish("releases");
        _feed.Publish("tasks");

        Assert.Equal(1, _heard);
    }

    [Fact]
    public void A_disposed_subscription_is_not_signalled_and_is_removed()
    {
        _feed.Subscribe("releases", Hear).Dispose();

        _feed.Publish("releases");

        Assert.Equal(0, _heard);
        Assert.Equal(0, _feed.Count("releases"));
    }

    [Fact]
    public void When_everything_may_have_changed_every_topic_is_signalled()
    {
        using var releases = _feed.Subscribe("releases", Hear);
        using var tasks = _feed.Subscribe("tasks", Hear);

        _feed.PublishEverything();

        Assert.Equal(2, _heard);
    }

    [Fact]
    public void A_subscriber_to_all_topics_receives_their_names()
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
    public async Task Concurrent_subscribing_and_disposing_loses_no_other_subscription()
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
