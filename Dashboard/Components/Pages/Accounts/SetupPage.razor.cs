using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages.Accounts;

public sealed partial class SetupPage
{
    private Invitation? _invitation;

    [Parameter] public required string Token { get; set; }

    [Inject] public required SetupLinkCommands Commands { get; init; }

    [SupplyParameterFromForm(FormName = "setup")] private SetupForm? Form { get; set; }

    // Looking uses nothing up: mail programs open links to see whether they are safe.
    protected override async Task OnInitializedAsync()
    {
        _invitation = await Commands.FindAsync(Token, Http.RequestAborted);
        if (_invitation is null)
        {
            Http.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task SetUpAsync()
    {
        if (Form?.Password != Form?.Repeated)
        {
            Problem = "The two passwords differ. Type them again.";
            return;
        }

        var answers = new SetupAnswers(Form?.UserName?.Trim() ?? "", Form?.DisplayName?.Trim() ?? "", Form?.Password ?? "");
        var outcome = await Commands.UseAsync(Token, answers, SignInOrigin.Of(Http), Http.RequestAborted);
        if (!outcome.Done)
        {
            Problem = outcome.Refusal;
            return;
        }

        await CookieSessions.SignInAsync(Http, outcome.Value, remember: false);
        Navigation.NavigateTo("");
    }

    /// <summary>All that the form may say: the role is not among it.</summary>
    private sealed class SetupForm
    {
        public string? UserName { get; set; }
        public string? DisplayName { get; set; }
        public string? Password { get; set; }
        public string? Repeated { get; set; }
    }
}
