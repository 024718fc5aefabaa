using System.Collections.Concurrent;
using Dashboard.Data.Changes;

namespace Dashboard.Tests.Support;

/// <summary>Keeps what was published, in its order.</summary>
public sealed class RecordedChanges : IChangeSink
{
    private readonly ConcurrentQueue<string> _topics = new();

    /// <summary>Runs at each publication: whatever a listener would read then.</summary>
    public Action OnPublish { get; set; } = () => { };

    public IReadOnlyList<string> Topics => [.. _topics];

    public void Publish(string topic)
    {
        OnPublish();
        _topics.Enqueue(topic);
    }
}
