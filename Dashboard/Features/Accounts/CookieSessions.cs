using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>The cookie's side of a session. It carries the secret and nothing that is believed without the database.</summary>
internal sealed class CookieSessions(Callers callers) : CookieAuthenticationEvents
{
    /// <summary>Gives the browser its cookie.</summary>
    /// <param name="remember">Keep it when the browser closes.</param>
    public static Task SignInAsync(HttpContext http, NewSession session, bool remember)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<AccountOptions>>().Value;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return http.SignInAsync(AccountSchemes.Cookie, session.Principal, new AuthenticationProperties
        {
            IsPersistent = remember,
            IssuedUtc = now,
            ExpiresUtc = now + (remember ? options.RememberedLifetime : options.SessionLifetime),
        });
    }

    /// <summary>At every request: a session that has ended, or whose account was disabled, is refused from that moment on.</summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var secret = context.Principal?.FindFirstValue(AccountClaims.Session);
        var caller = secret is null ? null : await callers.FindAsync(context.Principal!, context.HttpContext.RequestAborted);
        if (caller is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AccountSchemes.Cookie);
            return;
        }

        context.ReplacePrincipal(AccountClaims.PrincipalOf(caller, AccountClaims.Session, secret!));
    }

    /// <summary>Scripts get a status, people the page to sign in.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        IsForPeople(context.Request) ? base.RedirectToLogin(context) : AnswerAsync(context, "Sign in first.", StatusCodes.Status401Unauthorized);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        IsForPeople(context.Request) ? base.RedirectToAccessDenied(context) : AnswerAsync(context, "Your account may not do this.", StatusCodes.Status403Forbidden);

    private static bool IsForPeople(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    // With a body: an empty answer would be replaced by a page.
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, string reason, int status) =>
        Results.Problem(reason, statusCode: status).ExecuteAsync(context.HttpContext);
}
