using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Api;

public sealed class KeyEndpointsTests : IClassFixture<DashboardFactory>, IAsyncLifetime
{
    private const string Address = "/api/committees/tooling/keys";

    private readonly DashboardFactory _factory;
    private readonly TestKey _jane = TestKey.Ed25519();

    public KeyEndpointsTests(DashboardFactory factory) => _factory = factory;

    public async Task InitializeAsync()
    {
        await using var context = CreateContext();
        if (!await context.Committees.AnyAsync())
        {
            context.AddRange(Any.Committee(), Any.Project());
            await context.SaveChangesAsync();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_script_of_a_manager_imports_the_body_and_is_told_what_came_of_it()
    {
        using var client = await _factory.ScriptAsync(AccountRole.ReleaseManager, "widget");

        using var response = await client.PostAsync(Address, new StringContent(_jane.ToKeys()));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"kind\":\"ADDED\"", text, StringComparison.Ordinal);
        Assert.Equal(_jane.Fingerprint, JsonSerializer.Deserialize<KeyImport>(text, JsonSerializerOptions.Web)!.Keys.Single().Fingerprint);
        Assert.True(await IsStoredAsync());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/pgp-keys")]
    [InlineData("text/plain; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_is_read_whatever_the_script_calls_it(string? contentType)
    {
        using var client = await _factory.ScriptAsync(AccountRole.Administrator);
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(_jane.ToKeys()));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var response = await client.PostAsync(Address, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(await IsStoredAsync());
    }

    [Fact]
    public async Task A_viewer_is_refused()
    {
        using var client = await _factory.ScriptAsync(AccountRole.Viewer);

        using var response = await client.PostAsync(Address, new StringContent(_jane.ToKeys()));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(await IsStoredAsync());
    }

    [Fact]
    public async Task A_stranger_is_refused()
    {
        using var client = _factory.Stranger();

        using var response = await client.PostAsync(Address, new StringContent(_jane.ToKeys()));

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.False(await IsStoredAsync());
    }

    [Fact]
    public async Task A_cookie_without_its_antiforgery_token_is_refused()
    {
        // What a foreign page could make a signed-in browser send.
        var caller = await AddAsync(AccountRole.Administrator);
        using var client = await SignedInAsync(caller.UserName);

        using var response = await client.PostAsync(Address, new StringContent(_jane.ToKeys()));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("antiforgery", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await IsStoredAsync());
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_by_its_size()
    {
        using var client = await _factory.ScriptAsync(AccountRole.Administrator);

        using var response = await client.PostAsync(Address, new ByteArrayContent(new byte[KeyCommands.MaxFileBytes + 1]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("5 MiB", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_just_the_limit_is_read()
    {
        using var client = await _factory.ScriptAsync(AccountRole.Administrator);
        var keys = _jane.ToKeys();

        using var response = await client.PostAsync(Address, new StringContent(new string('\n', KeyCommands.MaxFileBytes - keys.Length) + keys));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(await IsStoredAsync());
    }

    [Fact]
    public async Task A_form_is_told_how_to_send_the_file()
    {
        using var client = await _factory.ScriptAsync(AccountRole.Administrator);
        using var form = new MultipartFormDataContent { { new StringContent(_jane.ToKeys()), "file", "KEYS" } };

        using var response = await client.PostAsync(Address, form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_with_its_reason()
    {
        using var client = await _factory.ScriptAsync(AccountRole.Administrator);

        using var response = await client.PostAsync("/api/committees/nowhere/keys", new StringContent("x", Encoding.UTF8));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("There is no committee 'nowhere'.", problem.GetProperty("detail").GetString());
    }

    private ReleaseDbContext CreateContext() => _factory.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContext();

    private async Task<bool> IsStoredAsync()
    {
        await using var context = CreateContext();
        return await context.KeyLinks.AnyAsync(l => l.KeyFingerprint == _jane.Fingerprint);
    }

    private async Task<(long Id, string UserName)> AddAsync(AccountRole role, params string[] projects)
    {
        var userName = $"u{Guid.NewGuid():N}";
        var added = await _factory.Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts(userName, "Somebody", role, projects), AccountServices.Password, CancellationToken.None);
        return (added.Value!.Id, userName);
    }

    private async Task<HttpClient> SignedInAsync(string userName)
    {
        var client = _factory.CreateClient();
        var page = await client.GetStringAsync("/signin");
        var fields = System.Text.RegularExpressions.Regex.Matches(page, "<input[^>]*type=\"hidden\"[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"")
            .Select(match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value))).ToList();
        fields.Add(new("Form.UserName", userName));
        fields.Add(new("Form.Password", AccountServices.Password));
        using var form = new FormUrlEncodedContent(fields);
        using var response = await client.PostAsync("/signin", form);
        Assert.DoesNotContain("Form.Password", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return client;
    }
}
