using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Http;

/// <summary>The dashboard under a path of a shared host, behind a proxy on this machine.</summary>
public sealed partial class ReverseProxyTests(ReverseProxyTests.ProxiedFactory factory) : IClassFixture<ReverseProxyTests.ProxiedFactory>, IAsyncLifetime
{
    public Task InitializeAsync()
    {
        factory.Start();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks")]
    [InlineData("/projects")]
    [InlineData("/releases/new")]
    [InlineData("/admin/schema")]
    [InlineData("/admin/accounts")]
    [InlineData("/admin/hangfire")]
    [InlineData("/catalogue")]
    [InlineData("/signout")]
    [InlineData("/no-such-page")]
    public async Task Every_address_of_a_page_stays_below_the_path(string page)
    {
        using var client = await factory.ScriptAsync(AccountRole.Administrator);

        var html = await (await client.GetAsync(new Uri("/dash" + page, UriKind.Relative))).Content.ReadAsStringAsync();

        var addresses = Address().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(addresses);
        Assert.Equal([], addresses.Where(address => address != "/dash" && !address.StartsWith("/dash/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_style_sheet_names_an_address_of_the_whole_host()
    {
        using var client = factory.Stranger();

        var css = await client.GetStringAsync(new Uri("/dash/app.css", UriKind.Relative));

        Assert.Contains("url(\"fonts/", css, StringComparison.Ordinal);
        Assert.DoesNotContain("url(\"/", css, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_the_sign_in_below_the_path()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = factory.ClientOptions.BaseAddress };

        using var answer = await client.GetAsync(new Uri("/dash/tasks", UriKind.Relative));

        Assert.Equal((HttpStatusCode.Found, "/dash/signin?returnUrl=%2Fdash%2Ftasks"), (answer.StatusCode, answer.Headers.Location?.PathAndQuery));
    }

    [Fact]
    public async Task The_api_names_what_it_created_below_the_path()
    {
        using var client = await factory.ScriptAsync(AccountRole.Administrator);
        await using (var context = await factory.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync())
        {
            context.AddRange(Any.Committee(), Any.Project());
            await context.SaveChangesAsync();
        }

        using var made = await client.PostAsJsonAsync("/dash/api/releases", new { project = "widget", version = "1.0.0" });

        Assert.Equal("/dash/api/releases/widget/1.0.0", made.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_page_that_the_proxy_received_over_tls_sets_secure_cookies()
    {
        var cookies = await CookiesAsync(factory);

        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_headers_of_a_proxy_that_is_not_trusted_are_ignored()
    {
        await using var distrustful = new ProxiedFactory { Trusted = "10.0.0.0/8" };
        distrustful.Start();

        var cookies = await CookiesAsync(distrustful);

        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<IReadOnlyList<string>> CookiesAsync(ProxiedFactory factory)
    {
        using var client = factory.Stranger();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await client.GetAsync(new Uri("/dash/signin", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return [.. page.Headers.GetValues("Set-Cookie")];
    }

    [GeneratedRegex(@"\b(?:href|src|action)=""(/[^""]*)""")]
    private static partial Regex Address();

    public sealed class ProxiedFactory : KestrelFactory
    {
        public string Trusted { get; init; } = "127.0.0.1";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Proxy:PathBase", "/dash");
            builder.UseSetting("Proxy:Trusted", Trusted);
        }
    }
}
