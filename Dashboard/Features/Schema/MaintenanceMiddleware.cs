using Microsoft.AspNetCore.StaticAssets;

namespace Dashboard.Features.Schema;

/// <summary>In maintenance mode, answers requests that need the domain database with 503 and the reason.</summary>
internal static class MaintenanceMiddleware
{
    /// <summary>Paths that work without that database.</summary>
    private static readonly PathString[] Exempt =
        ["/admin/schema", "/admin/accounts", "/admin/audit", "/signin", "/signout", "/setup", "/account", "/denied", "/health", "/api/schema", "/_blazor", "/_framework", "/_content", "/maintenance", "/not-found", "/error"];

    public static void UseMaintenance(this WebApplication app) => app.Use(async (http, next) =>
    {
        var reason = http.RequestServices.GetRequiredService<Maintenance>().Reason;
        if (reason is null || IsAsset(http) || Exempt.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = "10";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Problem(reason, title: "Maintenance mode", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        // The browser keeps the address, so that a reload shows the page once maintenance mode has ended.
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Request.Path = "/maintenance";
        http.Request.Method = HttpMethods.Get;
        await next(http);
    });

    /// <summary>Styles and scripts, which the maintenance page itself needs.</summary>
    private static bool IsAsset(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
