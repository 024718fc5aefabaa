using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Dashboard.Components.Pages.Releases;

/// <summary>The area on which files are dropped. The browser uploads them in requests of its own, never through the circuit.</summary>
public sealed partial class DropZone : IAsyncDisposable
{
    private ElementReference _zone;
    private IJSObjectReference? _module;
    private IJSObjectReference? _uploader;

    [Parameter, EditorRequired] public required string ProjectName { get; set; }
    [Parameter, EditorRequired] public required string Version { get; set; }
    [Parameter] public bool HasFiles { get; set; }

    [Inject] public required IJSRuntime Script { get; init; }
    [Inject] public required AntiforgeryStateProvider Antiforgery { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "./Components/Pages/Releases/DropZone.razor.js");
            _uploader = await _module.InvokeAsync<IJSObjectReference>(
                "attach", _zone, ProjectName, Version, Antiforgery.GetAntiforgeryToken()?.Value);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_uploader is not null)
            {
                await _uploader.InvokeVoidAsync("detach");
                await _uploader.DisposeAsync();
            }

            await (_module?.DisposeAsync() ?? default);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has gone and the script with it, or the circuit ended meanwhile.
        }
    }
}
