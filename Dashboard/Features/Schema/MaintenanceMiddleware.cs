using Microsoft.AspNetCore.StaticAssets;

namespace Dashboard.Features.Schema;

/// <summary>In maintenance mode, answers requests that need the domain database with 503.</summary>
internal static class MaintenanceMiddleware
{
    /// <summary>Paths that work without that database.</summary>
    private static readonly PathString[] Exempt =
        ["/admin/schema", "/admin/accounts", "/admin/audit", "/signin", "/signout", "/setup", "/account", "/denied", "/health", "/api/schema", "/_blazor", "/_framework", "/_content", "/maintenance", "/not-found", "/error"];

    /// <summary>Whether a path works without the domain database.</summary>
    public static bool IsExempt(PathString path) => Exempt.Any(exempt => path.StartsWithSegments(exempt, StringComparison.OrdinalIgnoreCase));

    public static void UseMaintenance(this WebApplication app)
    {
        app.Use(AnswerAsync);
        // Routes what was sent to the maintenance page; a request that has its endpoint keeps it.
        app.UseRouting();
    }

    private static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var working = http.RequestServices.GetRequiredService<Maintenance>().Reason is null;
        if (working || IsAsset(http) || IsExempt(http.Request.Path))
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = "10";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            // Without the reason: it may name files of this server, and nobody is authenticated yet.
            await Results.Problem(
                "Queued tasks run and requests are answered again once it ends. Administrators find the reason at /admin/schema.",
                title: "The dashboard is in maintenance mode.",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        // The browser keeps the address, so that a reload shows the page once maintenance mode has ended.
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Request.Path = "/maintenance";
        http.Request.Method = HttpMethods.Get;
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        await next(http);
    }

    /// <summary>Styles and scripts, which the maintenance page itself needs.</summary>
    private static bool IsAsset(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
