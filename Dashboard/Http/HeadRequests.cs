namespace Dashboard.Http;

internal static class HeadRequests
{
    /// <summary>
    /// Answers HEAD as GET without its body (RFC 9110, 9.3.2). Pages and endpoints are mapped for GET alone, so a HEAD would match none of them and be
    /// sent to the sign-in page. Kestrel drops the body of a HEAD and forgives its length, so it has to know the method again before the answer starts.
    /// </summary>
    public static void UseHeadRequests(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            return next(http);
        }

        http.Request.Method = HttpMethods.Get;
        http.Response.Body = Stream.Null;
        http.Response.OnStarting(() =>
        {
            http.Request.Method = HttpMethods.Head;
            return Task.CompletedTask;
        });
        return next(http);
    });
}
