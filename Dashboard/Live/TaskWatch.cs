namespace Dashboard.Live;

/// <summary>What components watch running tasks by.</summary>
public sealed class TaskWatch(TaskFeed feed)
{
    /// <param name="receive">Called on another thread than the component's, quickly and without throwing.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public IDisposable Watch(string releaseName, Action<TaskProgress> receive) => feed.Subscribe(releaseName, receive);
}
