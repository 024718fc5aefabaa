using Dashboard.Features.Accounts;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>
/// Follows running tasks of one release: what is rendered between two reads of the rows. Renders itself alone, at most ten times a second
/// however many tasks there are.
/// </summary>
public abstract class LiveTasksBase : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<long, TaskProgress> _progress = [];
    private readonly Lock _lock = new();
    private (string ReleaseName, IDisposable Handle)? _watch;
    private Coalescer? _renders;

    [Inject] public required TaskWatch Watcher { get; init; }
    [Inject] public required CurrentUser Visitor { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>Begins to follow, or goes on; ends when nothing of what is shown runs any more.</summary>
    protected void Follow(string releaseName, bool wanted)
    {
        if (_watch is { } watch && (!wanted || watch.ReleaseName != releaseName))
        {
            watch.Handle.Dispose();
            _watch = null;
        }

        if (wanted && _watch is null)
        {
            _renders ??= new Coalescer(Interval, Clock, _ => InvokeAsync(StateHasChanged), DispatchExceptionAsync);
            _watch = (releaseName, Watcher.Watch(Visitor, releaseName, Receive));
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

            _renders?.Signal();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        _watch?.Handle.Dispose();
        await (_renders?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }
}
