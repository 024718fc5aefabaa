using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Components.Pages.Accounts;

/// <summary>A page that is rendered for one request and may set cookies. What it shows is never cached.</summary>
public abstract class AccountPageBase : ComponentBase
{
    [CascadingParameter] protected HttpContext Http { get; set; } = null!;

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>There when the form was sent from a page that was too old. Text, since what is no truth value would fail the page.</summary>
    [SupplyParameterFromQuery(Name = AccountEndpoints.Again)] private string? Again { get; set; }

    /// <summary>What to say above the form; null for nothing.</summary>
    protected string? Problem { get; set; }

    protected override void OnInitialized()
    {
        Problem = Again is not null && HttpMethods.IsGet(Http.Request.Method) ? "The page had been open for too long. Fill it in once more." : null;
        Http.Response.Headers[HeaderNames.CacheControl] = "no-cache, no-store";
    }
}
