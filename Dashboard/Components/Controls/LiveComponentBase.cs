using Dashboard.Features.Schema;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Components.Controls;

/// <summary>
/// Shows what the database holds, and again whenever a watched topic changes: at once, then at most every 100 ms, the last change never lost.
/// </summary>
public abstract class LiveComponentBase<TView> : ComponentBase, IAsyncDisposable where TView : class
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, IDisposable> _watched = new(StringComparer.Ordinal);
    private Coalescer? _reloads;
    private Task<AuthenticationState>? _shownTo;

    [Inject] public required ChangeFeed Feed { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>Null when the page is live.</summary>
    [CascadingParameter] private HttpContext? Http { get; set; }

    /// <summary>Another one when the visitor's rights change.</summary>
    [CascadingParameter] private Task<AuthenticationState>? Visitor { get; set; }

    /// <summary>What was read last; null until the first read.</summary>
    protected TView? View { get; private set; }

    /// <summary>Reads what the component shows. On the pool, and when it is live never twice at once; cancelled when the component closes.</summary>
    protected abstract Task<TView> ReadAsync(CancellationToken closing);

    /// <summary>Says of what was read that there is nothing at the page's address; null for pages that are always there.</summary>
    protected virtual Func<TView, bool>? IsMissing => null;

    /// <summary>A page that is live says in words that something is missing; before that its answer says it by the status.</summary>
    protected override async Task OnParametersSetAsync()
    {
        await ReadForChangedVisitorAsync();
        if (Http is not { } http || IsMissing is not { } isMissing)
        {
            return;
        }

        try
        {
            if (isMissing(await ReadAsync(http.RequestAborted)))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        }
        catch (MaintenanceException)
        {
            // The layout says so.
        }
    }

    /// <summary>What somebody may do and see is part of what was read. Who may see nothing any more loses the whole page, by its route.</summary>
    private async Task ReadForChangedVisitorAsync()
    {
        var (before, now) = (_shownTo, Visitor);
        _shownTo = now;
        if (before is not null && now is not null && before != now && (await now).User.Identity?.IsAuthenticated == true)
        {
            _reloads?.Signal();
        }
    }

    /// <summary>Watches these topics instead of those watched before, and reads.</summary>
    protected void Watch(params ReadOnlySpan<string> topics)
    {
        // The first answer of the server is drawn before there is a circuit, and is over before anything is read.
        if (!RendererInfo.IsInteractive)
        {
            return;
        }

        // What could not be read in maintenance is read when it ends.
        string[] wanted = [.. topics, Maintenance.Topic];
        // Nobody awaits a reload: its error goes to the error boundary.
        _reloads ??= new Coalescer(Interval, Time, ReloadAsync, DispatchExceptionAsync);
        foreach (var topic in _watched.Keys.Except(wanted).ToArray())
        {
            _watched.Remove(topic, out var handle);
            handle?.Dispose();
            // It is about something else now.
            View = null;
        }

        // Subscribed before the read: a change in between costs a spare reload, not a stale page.
        foreach (var topic in wanted)
        {
            if (!_watched.ContainsKey(topic))
            {
                _watched[topic] = Feed.Subscribe(topic, _reloads.Signal);
            }
        }

        _reloads.Signal();
    }

    private async Task ReloadAsync(CancellationToken closing)
    {
        TView view;
        try
        {
            // SQLite's async calls block: the coalescer runs this on the pool, and the circuit only shows.
            view = await ReadAsync(closing);
        }
        catch (MaintenanceException)
        {
            // What was read last stays, and the chip says since when; see MaintenanceGuard.
            return;
        }

        await InvokeAsync(() =>
        {
            View = view;
            StateHasChanged();
        });
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var handle in _watched.Values)
        {
            handle.Dispose();
        }

        await (_reloads?.DisposeAsync() ?? default);
        GC.SuppressFinalize(this);
    }
}
