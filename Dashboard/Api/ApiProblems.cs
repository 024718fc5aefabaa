using Microsoft.AspNetCore.Diagnostics;

namespace Dashboard.Api;

/// <summary>Whatever goes wrong below <c>/api</c> is answered with problem details (RFC 9457): a page is no answer for a script.</summary>
internal static class ApiProblems
{
    /// <summary>After the pages for status codes, whose place it takes.</summary>
    public static void UseApiProblems(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!Concerns(http.Request.Path))
        {
            await next(http);
            return;
        }

        http.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        await next(http);
        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
        {
            await Results.Problem(Words(http), statusCode: http.Response.StatusCode).ExecuteAsync(http);
        }
    });

    public static bool Concerns(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static string Words(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read: its body is not the JSON that is expected here, or a part of its address has another form.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not understood at this address.",
        StatusCodes.Status415UnsupportedMediaType => "The body is expected as application/json.",
        _ => "The request was refused.",
    };
}

/// <summary>The same for what nobody expected. The reason is in the log, under the number that is answered.</summary>
internal sealed class ApiExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is that of the error page by now.
        if (httpContext.Features.Get<IExceptionHandlerPathFeature>() is not { } failed || !ApiProblems.Concerns(failed.Path))
        {
            return false;
        }

        var problem = exception is BadHttpRequestException bad
            ? Results.Problem("The request ended before it was whole, or is malformed.", statusCode: bad.StatusCode)
            : Results.Problem(
                "The request could not be answered. Try again; if it fails again, give an administrator the trace id, which is in the log beside the reason.",
                statusCode: StatusCodes.Status500InternalServerError);
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
