using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>An attempt's log, as it is written. Only the lines that are seen are read.</summary>
public sealed partial class TaskLog
{
    private LogExtent? _extent;
    private Virtualize<LogLine>? _lines;
    private Coalescer? _reloads;

    [Parameter, EditorRequired] public required long TaskId { get; set; }
    [Parameter, EditorRequired] public required int Attempt { get; set; }
    [Parameter, EditorRequired] public required string ReleaseName { get; set; }
    [Parameter, EditorRequired] public required bool Running { get; set; }

    [Inject] public required TaskQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required TimeProvider Time { get; init; }

    protected override void OnParametersSet()
    {
        // The rows follow the messages by a quarter of a second.
        _reloads ??= new Coalescer(TimeSpan.FromMilliseconds(300), Time, ReloadAsync, DispatchExceptionAsync);
        Follow(ReleaseName, Running);
        _reloads.Signal();
    }

    protected override bool Concerns(long taskId)
    {
        if (taskId == TaskId)
        {
            _reloads?.Signal();
        }

        // What it shows are rows: the message itself changes nothing.
        return false;
    }

    private async Task ReloadAsync(CancellationToken closing)
    {
        var extent = await Queries.LogExtentAsync(await User.GetAsync(closing), TaskId, Attempt, closing);
        await InvokeAsync(async () =>
        {
            if (_extent != extent)
            {
                _extent = extent;
                await (_lines?.RefreshDataAsync() ?? Task.CompletedTask);
                StateHasChanged();
            }
        });
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
