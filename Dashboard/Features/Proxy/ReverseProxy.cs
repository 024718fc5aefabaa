using Dashboard.Features.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Proxy;

/// <summary>Makes addresses, cookies and the counting of sign-ins right behind a reverse proxy.</summary>
internal static class ReverseProxy
{
    public static void AddReverseProxy(this WebApplicationBuilder builder) => builder.Services.AddSettings<ProxyOptions>(builder.Configuration, "Proxy");

    public static void UseReverseProxy(this WebApplication app)
    {
        var proxy = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in proxy.TrustedNetworks)
        {
            headers.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(headers);
        if (proxy.PathBase.Length > 0)
        {
            app.UsePathBase(proxy.PathBase);
        }
    }
}
