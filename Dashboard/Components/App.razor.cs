using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Components;

public sealed partial class App
{
    private bool _dark;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    /// <summary>Pages that set cookies are rendered without a circuit: they say [ExcludeFromInteractiveRouting].</summary>
    private IComponentRenderMode? PageRenderMode => Http.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    // theme.js keeps the choice, or what the system prefers, in a cookie: the first byte already has the right colours.
    protected override void OnInitialized() => _dark = Http.Request.Cookies["theme"] is "dark" or "system-dark";
}
