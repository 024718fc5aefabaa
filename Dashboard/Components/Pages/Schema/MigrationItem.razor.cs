using Dashboard.Features.Accounts;
using Dashboard.Features.Schema;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>One migration in the timeline. Opens to what it does, would do to the rows, and has done.</summary>
public sealed partial class MigrationItem
{
    private ElementReference _head;
    private bool _open;
    private bool _isLinked;
    private bool _focus;
    private MigrationDetail? _detail;
    private MigrationRow? _read;

    [Parameter, EditorRequired] public required MigrationRow Row { get; set; }
    [Parameter, EditorRequired] public required bool IsCurrent { get; set; }

    /// <summary>Whether the address names it.</summary>
    [Parameter] public bool Opened { get; set; }

    [Inject] public required SchemaQueries Queries { get; init; }
    [Inject] public required CurrentUser User { get; init; }

    private string Kind => Row.Standing switch
    {
        MigrationStanding.Applied => Row.Edited ? "concern" : "good",
        MigrationStanding.Pending => "queued",
        _ => "bad",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (Opened && !_isLinked)
        {
            (_open, _focus) = (true, true);
        }

        _isLinked = Opened;
        if (_open)
        {
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await _head.FocusAsync();
        }
    }

    private Task ToggleAsync()
    {
        _open = !_open;
        return _open ? ReadAsync() : Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        if (_read != Row)
        {
            _read = Row;
            var caller = await User.GetAsync(CancellationToken.None);
            _detail = await Task.Run(() => Queries.Migration(caller, Row.Id));
        }
    }
}
