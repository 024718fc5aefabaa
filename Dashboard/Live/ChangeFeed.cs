using System.Collections.Immutable;
using Dashboard.Data.Changes;

namespace Dashboard.Live;

/// <summary>
/// Publishes that a topic changed, never what changed: each subscriber reads the database again with its own rights. Subscribers are called
/// on the publisher's thread, so they must only take note and return.
/// </summary>
public sealed class ChangeFeed : IChangeSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ImmutableList<Subscription>> _topics = new(StringComparer.Ordinal);
    private ImmutableList<Listener> _listeners = [];

    /// <param name="signal">Called once for each publication. Must be quick and not throw.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(string topic, Action signal)
    {
        var subscription = new Subscription(this, topic, signal);
        lock (_lock)
        {
            _topics[topic] = _topics.GetValueOrDefault(topic, []).Add(subscription);
        }

        return subscription;
    }

    /// <summary>Subscribes to every topic.</summary>
    /// <param name="signal">Called with the topic, or with null when everything may have changed. Must be quick and not throw.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable SubscribeToAll(Action<string?> signal)
    {
        var listener = new Listener(this, signal);
        lock (_lock)
        {
            _listeners = _listeners.Add(listener);
        }

        return listener;
    }

    public void Publish(string topic)
    {
        ImmutableList<Listener> listeners;
        ImmutableList<Subscription>? subscriptions;
        lock (_lock)
        {
            listeners = _listeners;
            _topics.TryGetValue(topic, out subscriptions);
        }

        listeners.ForEach(listener => listener.Signal(topic));
        subscriptions?.ForEach(subscription => subscription.Signal());
    }

    public void Publish(IReadOnlyCollection<string> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            Publish(topic);
        }
    }

    /// <summary>Signals every subscriber, when it is not known what changed, such as after a restore.</summary>
    public void PublishEverything()
    {
        ImmutableList<Listener> listeners;
        List<Subscription> subscriptions;
        lock (_lock)
        {
            listeners = _listeners;
            subscriptions = [.. _topics.Values.SelectMany(topic => topic)];
        }

        listeners.ForEach(listener => listener.Signal(null));
        subscriptions.ForEach(subscription => subscription.Signal());
    }

    /// <summary>Returns the number of subscriptions to a topic.</summary>
    public int Count(string topic)
    {
        lock (_lock)
        {
            return _topics.TryGetValue(topic, out var subscriptions) ? subscriptions.Count : 0;
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            if (_topics.TryGetValue(subscription.Topic, out var subscriptions))
            {
                var left = subscriptions.Remove(subscription);
                if (left.IsEmpty)
                {
                    _topics.Remove(subscription.Topic);
                }
                else
                {
                    _topics[subscription.Topic] = left;
                }
            }
        }
    }

    private void Remove(Listener listener)
    {
        lock (_lock)
        {
            _listeners = _listeners.Remove(listener);
        }
    }

    private sealed class Subscription(ChangeFeed feed, string topic, Action signal) : IDisposable
    {
        public string Topic => topic;

        public void Signal() => signal();

        public void Dispose() => feed.Remove(this);
    }

    private sealed class Listener(ChangeFeed feed, Action<string?> signal) : IDisposable
    {
        public void Signal(string? topic) => signal(topic);

        public void Dispose() => feed.Remove(this);
    }
}
