namespace Dashboard.Http;

/// <summary>Sets the same security headers on every answer: pages, redirects, errors, files, the API and the job queue's pages.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // At the last moment, because error handling clears the headers that are set before it.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy.Of(http);
            headers.XContentTypeOptions = "nosniff";
            // The same as frame-ancestors 'none', for browsers that do not know that.
            headers.XFrameOptions = "DENY";
            // The address of a set-up link is a secret, and those of drafts are nobody else's business.
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            return Task.CompletedTask;
        });
        return next(http);
    });
}
