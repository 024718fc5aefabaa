using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Antiforgery;

namespace Dashboard.Api;

/// <summary>Everything below <c>/api</c>: for browsers with a session and an antiforgery token, and for scripts with an API token.</summary>
internal static class ApiEndpoints
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        // The exception names the parameter, which the empty 400 that is the default outside Development does not.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // Names as the database has them: what a script reads here it finds there, and in the hub's messages.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)));
        services.AddOpenApi(document =>
        {
            // Not the endpoints that pages post to.
            document.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            document.AddDocumentTransformer((openApi, _, _) =>
            {
                openApi.Info.Title = "Release dashboard";
                openApi.Info.Description = "Send an API token, made on the account page, as Authorization: Bearer. Refusals are problem details (RFC 9457).";
                return Task.CompletedTask;
            });
        });
    }

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").RequireAuthorization().DisableAntiforgery().AddEndpointFilter(GuardAsync);
        api.MapReleases();
        api.MapUploads();
        api.MapVotes();
        api.MapTasks();
        api.MapKeys();
        // It holds no secret, and tools fetch it without signing in.
        app.MapOpenApi().AllowAnonymous();
    }

    /// <summary>
    /// A cookie comes along with whatever page sends a request, so a change by cookie must carry the antiforgery token too; an access
    /// token is sent on purpose. What the caller may not do is answered 403, from wherever it is refused.
    /// </summary>
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
        var callers = http.RequestServices.GetRequiredService<Callers>();
        if (await callers.FindAsync(http.User, http.RequestAborted) is not { } caller)
        {
            return Results.Problem("You are not signed in any more.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (caller.Kind == CallerKind.Session && !HttpMethods.IsGet(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http))
        {
            return Results.Problem("The request lacks its antiforgery token. Reload the page and try again.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            return await next(context);
        }
        catch (NotAllowedException refusal)
        {
            return Results.Problem(refusal.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
