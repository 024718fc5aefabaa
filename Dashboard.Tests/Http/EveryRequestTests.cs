using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Http;

/// <summary>No request whatever is answered as a failure of the server: every endpoint, every method, every kind of caller, every kind of body.</summary>
public sealed partial class EveryRequestTests(KestrelFactory factory) : IClassFixture<KestrelFactory>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"];

    private static readonly (string Name, Func<HttpContent?> Make)[] Bodies =
    [
        ("none", () => null),
        ("malformed JSON", () => new StringContent("{ \"files\": [", Encoding.UTF8, "application/json")),
        ("another JSON", () => new StringContent("[null, 1, \"\\u0000\"]", Encoding.UTF8, "application/json")),
        ("malformed form", () => Typed("=%zz&&;=\0", "application/x-www-form-urlencoded")),
        ("malformed multipart", () => Typed("--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x")),
        ("binary", () => new ByteArrayContent([0, 255, 254, 1, 2, 3])),
    ];

    [Theory]
    [InlineData(null)]
    [InlineData(AccountRole.Viewer)]
    [InlineData(AccountRole.Administrator)]
    public async Task No_request_ends_in_a_failure_of_the_server(AccountRole? role)
    {
        factory.Start();
        using var owner = role is null ? null : await factory.ScriptAsync(role.Value);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = factory.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = owner?.DefaultRequestHeaders.Authorization;
        var failed = new List<string>();

        foreach (var address in Addresses())
        {
            foreach (var method in Methods)
            {
                foreach (var (body, make) in Bodies)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = make() };
                    // What streams never ends: its status is enough.
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    if ((int)answer.StatusCode >= 500)
                    {
                        failed.Add($"{method} {address} with {body}: {(int)answer.StatusCode}");
                    }
                }
            }
        }

        Assert.Equal([], failed);
    }

    /// <summary>Every route with a value for each parameter, and some that no route has. Not the page that says that something failed.</summary>
    private IEnumerable<string> Addresses() =>
        factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => match.Value.Contains(":int", StringComparison.Ordinal) || match.Value.Contains(":long", StringComparison.Ordinal) ? "7" : "x"))
            .Where(address => !address.StartsWith("/_content/", StringComparison.Ordinal) && !address.StartsWith("/error", StringComparison.Ordinal) && !Path.HasExtension(address))
            .Concat(["/nothing", "/api/nothing", "/api/releases/%00/1", "/releases/%ff/1.0.0", "/openapi/v1.json", "/downloads/x/x/x/%2e%2e", "/tasks?status=nothing&before=x", "/admin/schema?target=%00"])
            .Distinct(StringComparer.Ordinal);

    private static ByteArrayContent Typed(string text, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
