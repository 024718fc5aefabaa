using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dashboard.Http;

internal static class HealthEndpoints
{
    /// <summary>
    /// <c>/health/live</c>: a process that answers is alive. <c>/health/ready</c>: it can serve; otherwise administrators are told why not, and nobody else,
    /// because the reason may name files of this server.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var reason = http.User.IsInRole(nameof(Data.Operations.AccountRole.Administrator))
            ? report.Entries.Values.Select(entry => entry.Description).FirstOrDefault(description => description is not null)
            : null;
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(reason is null ? report.Status.ToString() : $"{report.Status}: {reason}", http.RequestAborted);
    }
}
