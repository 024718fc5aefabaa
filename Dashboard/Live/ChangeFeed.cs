using System.Collections.Immutable;
using Dashboard.Data.Changes;

namespace Dashboard.Live;

/// <summary>
/// Says that something changed, never what: who listens reads the database again, with its own rights. A signal is a call on the
/// publisher's thread, so a listener only notes it.
/// </summary>
public sealed class ChangeFeed : IChangeSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ImmutableList<Subscription>> _topics = new(StringComparer.Ordinal);
    private ImmutableList<Listener> _listeners = [];

    /// <param name="signal">Called once for each publication, quickly and without throwing.</param>
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

    /// <summary>Hears every publication, whatever its topic.</summary>
    /// <param name="hear">Called with the topic, or with null when everything may have changed; quickly and without throwing.</param>
    /// <returns>Ends it when disposed.</returns>
    public IDisposable Listen(Action<string?> hear)
    {
        var listener = new Listener(this, hear);
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

        listeners.ForEach(listener => listener.Hear(topic));
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

    /// <summary>What changed is not known, such as after a restore: everybody reads again.</summary>
    public void PublishEverything()
    {
        ImmutableList<Listener> listeners;
        List<Subscription> subscriptions;
        lock (_lock)
        {
            listeners = _listeners;
            subscriptions = [.. _topics.Values.SelectMany(topic => topic)];
        }

        listeners.ForEach(listener => listener.Hear(null));
        subscriptions.ForEach(subscription => subscription.Signal());
    }

    /// <summary>How many listen, for tests and for the status page.</summary>
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

    private sealed class Listener(ChangeFeed feed, Action<string?> hear) : IDisposable
    {
        public void Hear(string? topic) => hear(topic);

        public void Dispose() => feed.Remove(this);
    }
}
