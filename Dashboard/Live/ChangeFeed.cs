using System.Collections.Concurrent;
using Dashboard.Data.Changes;

namespace Dashboard.Live;

/// <summary>
/// Says that something changed, never what: who listens reads the database again, with its own rights. A signal is a call on the
/// publisher's thread, so a listener only notes it.
/// </summary>
public sealed class ChangeFeed : IChangeSink
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Subscription, byte>> _topics = new(StringComparer.Ordinal);

    /// <param name="signal">Called once for each publication, quickly and without throwing.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(string topic, Action signal)
    {
        var subscription = new Subscription(this, topic, signal);

        // An emptied topic is taken out by its last subscription, so the one found here may be gone a moment later.
        while (true)
        {
            var subscriptions = _topics.GetOrAdd(topic, _ => new());
            subscriptions[subscription] = 0;
            if (_topics.TryGetValue(topic, out var current) && ReferenceEquals(current, subscriptions))
            {
                return subscription;
            }
        }
    }

    public void Publish(string topic)
    {
        if (_topics.TryGetValue(topic, out var subscriptions))
        {
            foreach (var (subscription, _) in subscriptions)
            {
                subscription.Signal();
            }
        }
    }

    /// <summary>How many listen, for tests and for the status page.</summary>
    public int Count(string topic) => _topics.TryGetValue(topic, out var subscriptions) ? subscriptions.Count : 0;

    private void Remove(Subscription subscription)
    {
        if (_topics.TryGetValue(subscription.Topic, out var subscriptions))
        {
            subscriptions.TryRemove(subscription, out _);
            if (subscriptions.IsEmpty && _topics.TryRemove(new(subscription.Topic, subscriptions)))
            {
                // Somebody may have joined between the look and the removal: they look for their topic again, or are put back here.
                foreach (var (late, _) in subscriptions)
                {
                    _topics.GetOrAdd(late.Topic, _ => new())[late] = 0;
                }
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed, string topic, Action signal) : IDisposable
    {
        public string Topic => topic;

        public void Signal() => signal();

        public void Dispose() => feed.Remove(this);
    }
}
