using System.Security.Cryptography;

namespace Dashboard.Http;

/// <summary>
/// What a page may load: everything from this server alone, and no inline script but Blazor's import map, which a nonce of the request admits. Styles may
/// stand in attributes, because MudBlazor places popovers by them. Source: https://www.w3.org/TR/CSP3/.
/// </summary>
internal static class ContentSecurityPolicy
{
    private static readonly object NonceKey = new();

    /// <summary>The nonce of this request's inline script.</summary>
    public static string CspNonce(this HttpContext http)
    {
        if (http.Items[NonceKey] is not string nonce)
        {
            http.Items[NonceKey] = nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        }

        return nonce;
    }

    public static string Of(HttpContext http)
    {
        // 'self' does not cover the scheme of a WebSocket in every browser.
        var host = http.Request.Host.HasValue ? $" ws://{http.Request.Host} wss://{http.Request.Host}" : "";
        return "default-src 'self'; "
            + $"script-src 'self' 'nonce-{http.CspNonce()}'; "
            + "style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; "
            + $"connect-src 'self'{host}; "
            + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }
}
