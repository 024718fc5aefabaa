using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Features.Accounts;

internal static class AccountEndpoints
{
    /// <summary>The query parameter that says that a form was sent back to be filled again.</summary>
    public const string Again = "again";

    private static readonly string[] Forms = ["/signin", "/signout", "/setup"];

    /// <summary>
    /// After the antiforgery middleware: a form from a page that was left open too long, or whose visitor signed in or out in another tab,
    /// is shown anew. What it asked for is not done.
    /// </summary>
    public static void UseFreshForms(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }
            || !Forms.Any(form => http.Request.Path.StartsWithSegments(form, StringComparison.OrdinalIgnoreCase)))
        {
            return next(http);
        }

        http.Response.Redirect(QueryHelpers.AddQueryString(
            http.Request.PathBase + http.Request.Path + QueryString.Create(http.Request.Query.Where(pair => pair.Key != Again)), Again, "true"));
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    });

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
        return Results.LocalRedirect(returnUrl is null ? "~/signin" : LocalAddress.Of(returnUrl, "~/"));
    }
}
