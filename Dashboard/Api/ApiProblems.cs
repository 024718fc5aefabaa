using System.Text.Json;
using System.Text.RegularExpressions;
using Dashboard.Features;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Api;

/// <summary>Answers every failed request below <c>/api</c> with problem details (RFC 9457), because a script cannot read a page.</summary>
internal static partial class ApiProblems
{
    /// <summary>Must come after the middleware that replaces empty error responses by pages, which it switches off for the API.</summary>
    public static void UseApiProblems(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!Concerns(http.Request.Path))
        {
            await next(http);
            return;
        }

        http.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException error) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Of(error).ExecuteAsync(http);
        }

        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
        {
            await Results.Problem(Words(http), statusCode: http.Response.StatusCode).ExecuteAsync(http);
        }
    });

    public static bool Concerns(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers a refused command: 400 with the field, 404 or 409, as its kind says.</summary>
    public static ProblemHttpResult Of(Refused refused) => refused.Kind switch
    {
        RefusalKind.InvalidInput => Invalid(refused.Field, refused.Reason),
        RefusalKind.NotFound => TypedResults.Problem(refused.Reason, statusCode: StatusCodes.Status404NotFound),
        _ => TypedResults.Problem(refused.Reason, statusCode: StatusCodes.Status409Conflict),
    };

    /// <summary>Answers what ASP.NET could not bind to an endpoint's parameters, or Kestrel could not read.</summary>
    public static ProblemHttpResult Of(BadHttpRequestException error)
    {
        if (error.StatusCode != StatusCodes.Status400BadRequest)
        {
            return TypedResults.Problem(Words(error.StatusCode), statusCode: error.StatusCode);
        }

        if (error.InnerException is JsonException json)
        {
            // The path of a syntax error is that of the last value before it, which is not to blame.
            var field = json.Path?.Length > 2 && json.InnerException is not JsonException ? json.Path[2..] : null;
            return Invalid(field, field is null
                ? "The body is not the JSON that is expected here."
                : $"{field} is missing or is not of the expected type.");
        }

        // ASP.NET names the parameter only in its message.
        return UnboundParameter().Match(error.Message) is { Success: true } unbound
            ? Invalid(unbound.Groups["name"].Value, $"{unbound.Groups["name"].Value} is missing or is not of the expected type.")
            : TypedResults.Problem(Words(error.StatusCode), statusCode: error.StatusCode);
    }

    private static ProblemHttpResult Invalid(string? field, string reason) => field is null
        ? TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest)
        : TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [reason] })
        {
            Detail = reason,
            Status = StatusCodes.Status400BadRequest,
        });

    private static string Words(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => $"The method {http.Request.Method} is not supported at this address.",
        var status => Words(status),
    };

    private static string Words(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read: it is malformed, it ended early, or its JSON body is missing.",
        StatusCodes.Status408RequestTimeout => "The request arrived too slowly.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than is accepted here.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be sent as application/json.",
        _ => "The request was refused.",
    };

    // Failed to bind parameter "Nullable<long> before" from "abc".
    // Required parameter "int file" was not provided from route.
    [GeneratedRegex("^(?:Failed to bind|Required) parameter \"[^\"]* (?<name>\\w+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex UnboundParameter();
}

/// <summary>Answers an unexpected exception below <c>/api</c>. The reason is only in the log, under the trace id that is answered.</summary>
internal sealed class ApiExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is that of the error page by now.
        if (httpContext.Features.Get<IExceptionHandlerPathFeature>() is not { } failed || !ApiProblems.Concerns(failed.Path))
        {
            return false;
        }

        await Results.Problem(
            "The request failed unexpectedly. Retry it; if it fails again, give an administrator the trace id: the log has the reason under it.",
            statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(httpContext);
        return true;
    }
}
