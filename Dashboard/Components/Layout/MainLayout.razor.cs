using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Dashboard.Components.Layout;

public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private ElementReference _content;
    private bool _dark;
    private bool _menuOpen = true;

    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    [CascadingParameter(Name = "IsDark")] private bool IsDark { get; set; }

    protected override void OnInitialized()
    {
        _dark = IsDark;
        Navigation.LocationChanged += OnLocationChanged;
    }

    // One page's failure does not follow the visitor to the next.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs args) => _boundary?.Recover();

    // Blazor answers a link within the page by scrolling alone: the next Tab would go on in the navigation.
    private async Task SkipAsync() => await _content.FocusAsync();

    private async Task SwitchThemeAsync()
    {
        _dark = !_dark;
        await Script.InvokeVoidAsync("dashboardTheme.choose", _dark ? "dark" : "light");
    }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;
}
