using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class SecretText
{
    private bool? _copied;

    [Parameter, EditorRequired] public required string Label { get; set; }
    [Parameter, EditorRequired] public required string Text { get; set; }

    [Inject] public required IJSRuntime Script { get; init; }

    private async Task CopyAsync()
    {
        try
        {
            await Script.InvokeVoidAsync("navigator.clipboard.writeText", Text);
            _copied = true;
        }
        catch (JSException)
        {
            // Plain http on another host has no clipboard, and a visitor may have forbidden it.
            _copied = false;
        }
    }
}
