using Microsoft.AspNetCore.StaticAssets;

namespace Dashboard.Features.Schema;

/// <summary>Answers what needs the domain's database with the reason why it cannot be used now, and who can mend it.</summary>
internal static class MaintenanceMiddleware
{
    /// <summary>What works without that database.</summary>
    private static readonly PathString[] Spared =
        ["/admin/schema", "/admin/accounts", "/admin/audit", "/signin", "/signout", "/setup", "/account", "/denied", "/health", "/api/schema", "/_blazor", "/_framework", "/_content", "/maintenance", "/not-found", "/error"];

    public static void UseMaintenance(this WebApplication app) => app.Use(async (http, next) =>
    {
        var reason = http.RequestServices.GetRequiredService<Maintenance>().Reason;
        if (reason is null || IsAsset(http) || Spared.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = "10";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Problem(reason, title: "Maintenance", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        // The page's own address stays: it is there again when maintenance ends.
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Request.Path = "/maintenance";
        http.Request.Method = HttpMethods.Get;
        await next(http);
    });

    /// <summary>The styles and scripts of the answer itself.</summary>
    private static bool IsAsset(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
