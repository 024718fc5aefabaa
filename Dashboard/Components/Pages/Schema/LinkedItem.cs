using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Schema;

/// <summary>A line of a list that opens by a click, or because the address names it: then it is also what the page goes to.</summary>
public abstract class LinkedItem : ComponentBase
{
    private bool _isLinked;
    private bool _focus;

    /// <summary>Whether the address names it.</summary>
    [Parameter] public bool Opened { get; set; }

    protected bool IsOpen { get; private set; }

    /// <summary>The line that is clicked.</summary>
    protected ElementReference Head { get; set; }

    /// <summary>Reads what is shown below the line, where that is not there yet or not true any more.</summary>
    protected abstract Task ReadAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (Opened && !_isLinked)
        {
            (IsOpen, _focus) = (true, true);
        }

        _isLinked = Opened;
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
