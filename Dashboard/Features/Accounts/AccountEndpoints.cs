using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace Dashboard.Features.Accounts;

internal static class AccountEndpoints
{
    /// <summary>What is no page: signing out. The pages themselves post to their own addresses.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/signout", SignOutAsync).AllowAnonymous()
            // The page of the same address answers POST too, as every page does.
            .WithOrder(-1);

    // A form parameter makes the endpoint ask for the antiforgery token: nobody is signed out by a foreign page.
    private static async Task<IResult> SignOutAsync(
        [FromForm] string? returnUrl, HttpContext http, Callers callers, SignInCommands commands, CancellationToken cancellation)
    {
        if (await callers.FindAsync(http.User, cancellation) is { SessionId: { } sessionId } caller)
        {
            await commands.EndSessionAsync(caller, sessionId, cancellation);
        }

        await http.SignOutAsync(AccountSchemes.Cookie);
        return Results.LocalRedirect(returnUrl is null ? "/signin" : LocalAddress.Of(returnUrl));
    }
}
