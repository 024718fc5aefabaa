using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>The log of an attempt while it is written. Only the visible lines are read.</summary>
public sealed partial class TaskLog
{
    private LogExtent? _extent;
    private Virtualize<LogLine>? _lines;
    private Coalescer? _reloads;
    private int _written;

    [Parameter, EditorRequired] public required long TaskId { get; set; }
    [Parameter, EditorRequired] public required int Attempt { get; set; }
    [Parameter, EditorRequired] public required bool Running { get; set; }

    [Inject] public required TaskQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    protected override void OnParametersSet()
    {
        _reloads ??= new Coalescer(TimeSpan.FromMilliseconds(300), Time, ReloadAsync, DispatchExceptionAsync);
        Follow(TaskScope.OfTask(TaskId), Running);
        _reloads.Signal();
    }

    protected override bool Concerns(TaskProgress progress)
    {
        if (progress.Attempt == Attempt && progress.LogLines > Volatile.Read(ref _written))
        {
            Volatile.Write(ref _written, progress.LogLines);
            _reloads?.Signal();
        }

        // The log is read from its rows: there is nothing to render from the progress itself.
        return false;
    }

    private async Task ReloadAsync(CancellationToken closing)
    {
        LogExtent extent;
        try
        {
            extent = await Queries.LogExtentAsync(await User.GetAsync(closing), TaskId, Attempt, closing);
        }
        catch (MaintenanceException)
        {
            // The page reads its task again when maintenance ends, and sets the parameters.
            return;
        }

        await InvokeAsync(async () =>
        {
            if (_extent != extent)
            {
                _extent = extent;
                await (_lines?.RefreshDataAsync() ?? Task.CompletedTask);
                StateHasChanged();
            }
        });
        if (Running && extent.Last < Volatile.Read(ref _written))
        {
            // The rows follow the progress messages by up to a quarter of a second.
            _reloads?.Signal();
        }
    }

    private async ValueTask<ItemsProviderResult<LogLine>> ReadAsync(ItemsProviderRequest request)
    {
        var extent = _extent!;
        var caller = await User.GetAsync(request.CancellationToken);
        var lines = await Task.Run(
            () => Queries.LogAsync(caller, TaskId, Attempt, extent.First + request.StartIndex, request.Count, request.CancellationToken),
            request.CancellationToken);
        return new ItemsProviderResult<LogLine>(lines, extent.Count);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_reloads?.DisposeAsync() ?? default);
    }
}
