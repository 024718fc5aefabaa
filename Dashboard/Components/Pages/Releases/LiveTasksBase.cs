using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>Follows running tasks of one release: what is rendered between two reads of the rows. Renders itself alone.</summary>
public abstract class LiveTasksBase : ComponentBase, IDisposable
{
    private readonly Dictionary<long, TaskProgress> _progress = [];
    private readonly Lock _lock = new();
    private IDisposable? _watch;

    [Inject] public required TaskWatch Watcher { get; init; }

    /// <summary>Begins to follow, or goes on; ends when nothing of what is shown runs any more.</summary>
    protected void Follow(string releaseName, bool wanted)
    {
        if (!wanted)
        {
            _watch?.Dispose();
            _watch = null;
        }
        else
        {
            _watch ??= Watcher.Watch(releaseName, Receive);
        }
    }

    /// <summary>Whether a message concerns what is shown.</summary>
    protected abstract bool Concerns(long taskId);

    /// <returns>Null when nothing is known, or only of an earlier attempt.</returns>
    protected TaskProgress? ProgressOf(long taskId, int attempt)
    {
        lock (_lock)
        {
            return _progress.TryGetValue(taskId, out var progress) && progress.Attempt >= attempt ? progress : null;
        }
    }

    private void Receive(TaskProgress progress)
    {
        if (Concerns(progress.TaskId))
        {
            lock (_lock)
            {
                _progress[progress.TaskId] = progress;
            }

            _ = InvokeAsync(StateHasChanged);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        GC.SuppressFinalize(this);
    }
}
