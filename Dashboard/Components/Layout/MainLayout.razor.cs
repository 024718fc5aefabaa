using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Dashboard.Components.Layout;

public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private Task<AuthenticationState>? _shownTo;
    private ElementReference _content;
    private bool _dark;
    private bool _menuOpen = true;

    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    [CascadingParameter(Name = "IsDark")] private bool IsDark { get; set; }

    /// <summary>Another one when the visitor's rights change.</summary>
    [CascadingParameter] private Task<AuthenticationState>? Visitor { get; set; }

    protected override void OnInitialized()
    {
        _dark = IsDark;
        Navigation.LocationChanged += OnLocationChanged;
    }

    // What was refused may be allowed now, and the route knows what is shown to whom.
    protected override void OnParametersSet()
    {
        if (_shownTo != Visitor)
        {
            _shownTo = Visitor;
            _boundary?.Recover();
        }
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
