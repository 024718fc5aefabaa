namespace Dashboard.Data.Changes;

/// <summary>Is told, after the commit, that a topic changed. Never what changed: who listens reads it again, with its own rights.</summary>
public interface IChangeSink
{
    void Publish(string topic);
}
