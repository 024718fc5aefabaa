using Dashboard.Features.Accounts;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Releases;

/// <summary>
/// Follows running tasks: what is rendered between two reads of the rows. Renders itself alone, at most ten times a second however many
/// tasks there are.
/// </summary>
public abstract class LiveTasksBase : ComponentBase, IAsyncDisposable
{
    private readonly Dictionary<long, TaskProgress> _progress = [];
    private readonly Lock _lock = new();
    private (TaskScope Scope, IDisposable Handle)? _watch;
    private Coalescer? _renders;

    [Inject] public required TaskHubClient Client { get; init; }
    [Inject] public required CurrentUser Visitor { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>Begins to follow, or goes on; ends when nothing of what is shown runs any more.</summary>
    protected void Follow(TaskScope scope, bool wanted)
    {
        if (_watch is { } watch && (!wanted || watch.Scope != scope))
        {
            watch.Handle.Dispose();
            _watch = null;
        }

        if (wanted && _watch is null)
        {
            _renders ??= new Coalescer(Gathering, Clock, _ => InvokeAsync(StateHasChanged), DispatchExceptionAsync);
            _watch = (scope, Client.Subscribe(Visitor, scope, Receive));
        }
    }

    /// <summary>
    /// How long messages are gathered for one rendering. Of one task there are ten a second at most: waiting as long again would only make
    /// them older. What shows several tasks gathers them.
    /// </summary>
    protected virtual TimeSpan Gathering => TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a message changes what is shown. Called on another thread than the circuit's.</summary>
    protected abstract bool Concerns(TaskProgress progress);

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
        if (Concerns(progress))
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
