namespace Dashboard.Data.Changes;

/// <summary>Receives, after a commit, the topics that changed. Never what changed: each subscriber reads that again with its own rights.</summary>
public interface IChangeSink
{
    void Publish(string topic);

    /// <summary>Publishes the topics of one commit together, so that a subscriber to several of them is signalled once.</summary>
    void Publish(IReadOnlyCollection<string> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            Publish(topic);
        }
    }
}
