using System.Net;
using System.Net.Http.Headers;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Http;

/// <summary>Every kind of answer has the same security headers.</summary>
public sealed class HeaderTests(KestrelFactory factory) : IClassFixture<KestrelFactory>, IAsyncLifetime
{
    public Task InitializeAsync()
    {
        factory.Start();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("GET", "/signin", HttpStatusCode.OK)]
    [InlineData("GET", "/catalogue", HttpStatusCode.OK)]
    [InlineData("GET", "/tasks", HttpStatusCode.Found)]
    [InlineData("GET", "/app.css", HttpStatusCode.OK)]
    [InlineData("GET", "/_content/MudBlazor/MudBlazor.min.js", HttpStatusCode.OK)]
    [InlineData("GET", "/health/ready", HttpStatusCode.OK)]
    [InlineData("GET", "/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("GET", "/catalogue.json", HttpStatusCode.OK)]
    [InlineData("GET", "/api/releases", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/downloads/a/b/1/c", HttpStatusCode.NotFound)]
    [InlineData("POST", "/hubs/tasks/negotiate", HttpStatusCode.Unauthorized)]
    public async Task An_answer_to_a_stranger_has_the_headers(string method, string address, HttpStatusCode status)
    {
        using var client = Client();

        using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        Assert.True(status == answer.StatusCode || (status == HttpStatusCode.Unauthorized && answer.StatusCode == HttpStatusCode.Found), $"{answer.StatusCode}");
        AssertHeaders(answer);
    }

    [Theory]
    [InlineData("/api/releases")]
    [InlineData("/api/tasks/999999")]
    [InlineData("/admin/schema")]
    [InlineData("/admin/schema/plan?target=0")]
    [InlineData("/admin/hangfire")]
    [InlineData("/no-such-page")]
    public async Task An_answer_to_an_administrator_has_the_headers(string address)
    {
        using var client = await factory.ScriptAsync(AccountRole.Administrator);

        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));

        AssertHeaders(answer);
    }

    [Fact]
    public async Task Each_page_admits_its_own_inline_script_alone()
    {
        using var client = Client();

        var one = await PolicyAsync(client);
        var other = await PolicyAsync(client);

        Assert.NotEqual(one, other);
        Assert.DoesNotContain("'unsafe-inline'", one.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/catalogue")]
    [InlineData("/app.css")]
    [InlineData("/catalogue.json")]
    [InlineData("/health/live")]
    public async Task HEAD_is_answered_as_GET_without_its_body(string address)
    {
        using var client = Client();

        using var get = await client.GetAsync(new Uri(address, UriKind.Relative));
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_API_document_is_read_without_signing_in()
    {
        using var client = Client();

        Assert.Contains("\"/api/releases\"", await client.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = factory.ClientOptions.BaseAddress };

    private static async Task<string> PolicyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/signin");
        return answer.Headers.GetValues("Content-Security-Policy").Single();
    }

    private static void AssertHeaders(HttpResponseMessage answer)
    {
        Assert.Contains("frame-ancestors 'none'", One(answer.Headers, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", One(answer.Headers, "X-Content-Type-Options"));
        Assert.Equal("DENY", One(answer.Headers, "X-Frame-Options"));
        Assert.Equal("no-referrer", One(answer.Headers, "Referrer-Policy"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static string One(HttpResponseHeaders headers, string name) => Assert.Single(headers.GetValues(name));
}
