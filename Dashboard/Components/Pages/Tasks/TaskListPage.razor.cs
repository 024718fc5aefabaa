using System.Globalization;
using Dashboard.Components.Controls;
using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>
/// The task board: every task, live. While the top is in view the list follows the newest; while somebody reads further down, rows stay where
/// they are and newer tasks are counted.
/// </summary>
public sealed partial class TaskListPage
{
    private const int PageSize = 50;

    /// <summary>What one page holds at most; older tasks have an address of their own.</summary>
    private const int MostRows = 500;

    private readonly HashSet<long> _selected = [];
    private ElementReference _top;
    private ElementReference _bottom;
    private IJSObjectReference? _edges;
    private DotNetObjectReference<TaskListPage>? _self;
    private (TaskFilter Filter, long? Before)? _asked;
    private (TaskFilter Filter, long? Before)? _read;
    private TaskBoard? _shown;
    private string? _me;
    private int _observedRows = -1;
    private int _wanted = PageSize;
    private bool _isAtTop = true;
    private bool _allMatch;
    private long? _anchor;

    [Inject] public required TaskQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    [SupplyParameterFromQuery(Name = "status")] public string? Status { get; set; }
    [SupplyParameterFromQuery(Name = "type")] public string? Type { get; set; }
    [SupplyParameterFromQuery(Name = "project")] public string? Project { get; set; }
    [SupplyParameterFromQuery(Name = "version")] public string? Version { get; set; }
    [SupplyParameterFromQuery(Name = "who")] public string? Who { get; set; }
    [SupplyParameterFromQuery(Name = "since")] public string? Since { get; set; }
    [SupplyParameterFromQuery(Name = "q")] public string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "before")] public string? Before { get; set; }

    private TaskFilter Filter { get; set; } = TaskFilter.None;

    // A string, because the framework fails the page when a visitor types something else into the address; then the newest are listed.
    private long? BeforeId => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private int SelectedCount => _allMatch ? Total : _selected.Count;

    private int Total => Filter.Status is { } status ? View!.Counts.GetValueOrDefault(status) : View!.Counts.Values.Sum();

    protected override void OnParametersSet()
    {
        var filter = TaskAddress.Parse(Status, Type, Project, Version, Who, Since, Search, Time.GetUtcNow().UtcDateTime, Filter.Since);
        if ((filter, BeforeId) != _asked)
        {
            Filter = filter;
            _asked = (filter, BeforeId);
            _wanted = PageSize;
            ClearSelection();
        }

        Watch(ChangeTopics.Tasks);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_edges is null && View is not null)
        {
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "./Components/Pages/Tasks/TaskListPage.razor.js");
            _self = DotNetObjectReference.Create(this);
            _edges = await module.InvokeAsync<IJSObjectReference>("watch", _self);
        }

        // Again where the list has become longer or shorter: an end that stays in view is reported once.
        if (_edges is not null && View is not null && _observedRows != View.Rows.Count)
        {
            _observedRows = View.Rows.Count;
            await _edges.InvokeVoidAsync("observe", _top, _bottom);
        }
    }

    /// <summary>Called by the script when an end of the list comes into view or leaves it.</summary>
    [JSInvokable]
    public void SeeEdges(bool top, bool bottom)
    {
        var reload = top && !_isAtTop;
        _isAtTop = top;
        if (bottom && View is { Before: not null } view && view.Rows.Count < MostRows && _wanted <= view.Rows.Count)
        {
            _wanted = Math.Min(view.Rows.Count + PageSize, MostRows);
            reload = true;
        }

        if (reload)
        {
            Watch(ChangeTopics.Tasks);
        }
    }

    protected override async Task<TaskBoard> ReadAsync(CancellationToken closing)
    {
        var caller = await User.GetAsync(closing);
        var (filter, beforeId, shown, wanted) = (Filter, BeforeId, _shown, _wanted);
        _me = caller.UserName;
        var projects = shown?.Projects ?? await Queries.ProjectsAsync(caller, closing);
        if (_read != (filter, beforeId) || shown is null || shown.Rows.Count == 0 || _isAtTop)
        {
            var page = await Queries.ListAsync(caller, filter, beforeId, wanted, closing);
            shown = new TaskBoard(filter, page.Rows, page.Counts, page.Before, Newer: 0, projects);
        }
        else
        {
            var update = await Queries.UpdateAsync(caller, filter, [.. shown.Rows.Select(row => row.Id)], closing);
            shown = shown with { Rows = update.Rows, Counts = update.Counts, Newer = beforeId is null ? update.Newer : 0 };
            if (wanted > shown.Rows.Count && shown.Before is { } before)
            {
                var older = await Queries.ListAsync(caller, filter, before, wanted - shown.Rows.Count, closing);
                shown = shown with { Rows = [.. shown.Rows, .. older.Rows], Before = older.Before };
            }
        }

        (_read, _shown) = ((filter, beforeId), shown);
        return shown;
    }

    private async Task ShowNewestAsync()
    {
        _isAtTop = true;
        _wanted = PageSize;
        Watch(ChangeTopics.Tasks);
        if (_edges is not null)
        {
            await _edges.InvokeVoidAsync("toTop");
        }
    }

    private void Show((TaskFilter Filter, string? Since) wanted) => Navigation.NavigateTo(TaskAddress.Of(wanted.Filter, wanted.Since), replace: true);

    private string AddressOf(ReleaseTaskStatus? status, long? before = null) => TaskAddress.Of(Filter with { Status = status }, Since, before);

    private bool IsSelected(TaskRow row) => _allMatch || _selected.Contains(row.Id);

    /// <summary>Selects or deselects a task; with the shift key also those between it and the one before.</summary>
    private void Toggle(TaskRow row, bool extend)
    {
        var select = !IsSelected(row);
        KeepSelection();
        var rows = View!.Rows.Select(shown => shown.Id).ToList();
        var (from, to) = (rows.IndexOf(_anchor ?? row.Id), rows.IndexOf(row.Id));
        foreach (var id in extend && from >= 0 ? rows[Math.Min(from, to)..(Math.Max(from, to) + 1)] : [row.Id])
        {
            _ = select ? _selected.Add(id) : _selected.Remove(id);
        }

        _anchor = row.Id;
    }

    private void ToggleAll()
    {
        var select = !_allMatch && _selected.Count < View!.Rows.Count;
        ClearSelection();
        if (select)
        {
            _selected.UnionWith(View!.Rows.Select(row => row.Id));
        }
    }

    /// <summary>Makes of "all that match" the rows that are shown.</summary>
    private void KeepSelection()
    {
        if (_allMatch)
        {
            _allMatch = false;
            _selected.UnionWith(View!.Rows.Select(row => row.Id));
        }
    }

    private void ClearSelection()
    {
        _selected.Clear();
        _allMatch = false;
        _anchor = null;
    }

    private async Task AskAsync(TaskBulkAct act)
    {
        var selection = new TaskSelection(_allMatch ? null : [.. _selected], Filter, _allMatch ? View!.Rows[0].Id : long.MaxValue);
        var dialog = await Dialogs.ShowAsync<TaskBulkDialog>(
            act == TaskBulkAct.Cancel ? "Cancel tasks" : "Retry tasks",
            new DialogParameters<TaskBulkDialog> { { x => x.Act, act }, { x => x.Selection, selection } });
        if (await dialog.Result is { Canceled: false })
        {
            ClearSelection();
        }
    }

    private static string CountOf(int count) =>
        count > TaskQueries.MostCounted ? $"over {TaskQueries.MostCounted:N0}" : count.ToString("N0", CultureInfo.InvariantCulture);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (_edges is not null)
            {
                await _edges.InvokeVoidAsync("end");
                await _edges.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its observer with it.
        }

        _self?.Dispose();
        await base.DisposeAsync();
    }
}
