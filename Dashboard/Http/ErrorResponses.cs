using Dashboard.Data.Sqlite;
using Dashboard.Features.Schema;

namespace Dashboard.Http;

/// <summary>Answers what failed. The pages that say so are drawn as for GET, whatever the request's method: as a POST they would ask for a form.</summary>
internal static class ErrorResponses
{
    public static void UseErrorResponses(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error",
                CreateScopeForErrors = true,
                StatusCodeSelector = StatusOf,
            });
        }

        app.Use((http, next) =>
        {
            if (http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>() is not null)
            {
                http.Request.Method = HttpMethods.Get;
            }

            return next(http);
        });
    }

    public static void UseNotFoundPage(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((http, next) =>
        {
            if (http.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>() is not null)
            {
                http.Request.Method = HttpMethods.Get;
            }

            return next(http);
        });
    }

    private static int StatusOf(Exception error) => error switch
    {
        MaintenanceException => StatusCodes.Status503ServiceUnavailable,
        BadHttpRequestException bad => bad.StatusCode,
        _ when DatabaseError.IsBusy(error) => StatusCodes.Status503ServiceUnavailable,
        _ when DatabaseError.IsFull(error) => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };
}
