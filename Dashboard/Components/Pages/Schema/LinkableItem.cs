using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>An item of a list that expands on a click, or because the address names it; in that case it also receives the focus.</summary>
public abstract class LinkableItem : ComponentBase
{
    private bool _wasOpened;
    private bool _focus;

    /// <summary>Whether the address names it.</summary>
    [Parameter] public bool Opened { get; set; }

    protected bool IsOpen { get; private set; }

    /// <summary>The line that toggles the item.</summary>
    protected ElementReference Head { get; set; }

    /// <summary>Reads the details if they are missing or stale.</summary>
    protected abstract Task ReadAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (Opened && !_wasOpened)
        {
            (IsOpen, _focus) = (true, true);
        }

        _wasOpened = Opened;
        if (IsOpen)
        {
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await Head.FocusAsync();
        }
    }

    protected Task ToggleAsync()
    {
        IsOpen = !IsOpen;
        return IsOpen ? ReadAsync() : Task.CompletedTask;
    }
}
