namespace Dashboard.Data.Changes;

/// <summary>Is told, after the commit, that a topic changed. Never what changed: who listens reads it again, with its own rights.</summary>
public interface IChangeSink
{
    void Publish(string topic);

    /// <summary>What one commit changed. Together, because a listener of several of them needs to be told but once.</summary>
    void Publish(IReadOnlyCollection<string> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            Publish(topic);
        }
    }
}
