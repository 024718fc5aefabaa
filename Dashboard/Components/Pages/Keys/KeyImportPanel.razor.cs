using System.Text.Json;
using Dashboard.Features.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Dashboard.Components.Pages.Keys;

/// <summary>Where a KEYS file is pasted or chosen. The browser sends it by a request of its own, never through the circuit.</summary>
public sealed partial class KeyImportPanel : IAsyncDisposable
{
    /// <summary>Thousands of keys; the report comes back in parts of what the circuit allows.</summary>
    private const long MaxReportBytes = 16 * 1024 * 1024;

    private ElementReference _panel;
    private IJSObjectReference? _module;
    private KeyImport? _import;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired] public required string Committee { get; set; }

    [Parameter] public bool MayClose { get; set; }

    /// <summary>Before anything is sent: the first key of a committee must not take the panel away with its report.</summary>
    [Parameter] public EventCallback OnImporting { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] public required IJSRuntime Script { get; init; }
    [Inject] public required AntiforgeryStateProvider Antiforgery { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "./Components/Pages/Keys/KeyImportPanel.razor.js");
            await _module.InvokeVoidAsync("attach", _panel);
        }
    }

    private async Task ImportAsync()
    {
        if (_busy || _module is null)
        {
            return;
        }

        _busy = true;
        (_import, _refusal) = (null, null);
        await OnImporting.InvokeAsync();
        try
        {
            // A slow line takes its time: no timeout, the browser knows when its request has failed.
            await using var answer = await _module.InvokeAsync<IJSStreamReference>(
                "send", Timeout.InfiniteTimeSpan, [_panel, Committee, Antiforgery.GetAntiforgeryToken()?.Value, KeyCommands.MaxFileBytes]);
            await using var stream = await answer.OpenReadStreamAsync(MaxReportBytes);
            var report = await JsonSerializer.DeserializeAsync<Report>(stream, JsonSerializerOptions.Web);
            (_import, _refusal) = (report?.Import, report?.Refusal);
        }
        finally
        {
            _busy = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_module?.DisposeAsync() ?? default);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser is gone, and the script with it; or the circuit ends while it is asked.
        }
    }

    private sealed record Report(KeyImport? Import, string? Refusal);
}
