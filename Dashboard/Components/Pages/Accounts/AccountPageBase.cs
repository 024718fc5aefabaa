using Microsoft.AspNetCore.Components;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Components.Pages.Accounts;

/// <summary>A page that is rendered for one request and may set cookies. What it shows is kept nowhere and framed by nobody.</summary>
public abstract class AccountPageBase : ComponentBase
{
    [CascadingParameter] protected HttpContext Http { get; set; } = null!;

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Http.Response.Headers[HeaderNames.CacheControl] = "no-cache, no-store";
        Http.Response.Headers[HeaderNames.XFrameOptions] = "DENY";
        // The address of a set-up link is a secret: no request from its page names it.
        Http.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
