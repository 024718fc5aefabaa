using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class SignInPage
{

    [Inject] public required SignInCommands Commands { get; init; }
    [Inject] public required Callers Callers { get; init; }
    [Inject] public required DemoAccounts Demo { get; init; }

    [SupplyParameterFromQuery(Name = "returnUrl")] private string? ReturnUrl { get; set; }
    [SupplyParameterFromForm(FormName = "signin")] private SignInForm? Form { get; set; }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        if (Form is null && Http.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(LocalAddress.Of(ReturnUrl, Navigation.BaseUri));
        }
    }

    private async Task SignInAsync()
    {
        // A form that a script sent may lack anything.
        var outcome = await Commands.SignInAsync(Form?.UserName?.Trim() ?? "", Form?.Password ?? "", SignInOrigin.Of(Http), Http.RequestAborted);
        if (!outcome.Done)
        {
            Problem = outcome.Refusal;
            return;
        }

        // The browser's session before this one is of no use to anybody.
        if (await Callers.FindAsync(Http.User, Http.RequestAborted) is { SessionId: { } earlier } caller)
        {
            await Commands.EndSessionAsync(caller, earlier, Http.RequestAborted);
        }

        await CookieSessions.SignInAsync(Http, outcome.Value, Form!.Remember);
        Navigation.NavigateTo(LocalAddress.Of(ReturnUrl, Navigation.BaseUri));
    }

    /// <summary>All that the form may say.</summary>
    private sealed class SignInForm
    {
        public string? UserName { get; set; }
        public string? Password { get; set; }
        public bool Remember { get; set; }
    }
}
