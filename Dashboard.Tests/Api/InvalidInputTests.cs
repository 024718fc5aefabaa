using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Api;

/// <summary>What is wrong with a request itself is answered 400 with the name of the field, so that a script can show it beside its input.</summary>
public sealed class InvalidInputTests(AccountSite site) : IClassFixture<AccountSite>, IAsyncLifetime
{
    private readonly string _project = $"widget-{Guid.NewGuid().ToString("N")[..8]}";
    private HttpClient _script = null!;

    public async Task InitializeAsync()
    {
        await using (var context = await site.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync())
        {
            context.AddRange(Any.Committee(_project), Any.Project(_project, committee: _project), Any.Release(_project));
            await context.SaveChangesAsync();
        }

        _script = await site.ScriptAsync(AccountRole.Administrator);
    }

    public Task DisposeAsync()
    {
        _script.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("""{ "project": "PROJECT", "version": "1..0" }""", "version", "in a row")]
    [InlineData("""{ "project": "PROJECT" }""", "version", "empty")]
    [InlineData("""{ "project": "PROJECT", "version": 1 }""", "version", "type")]
    [InlineData("""{ "project": "nowhere", "version": "1.0.0" }""", "project", "nowhere")]
    public async Task A_new_release_names_the_field_that_is_wrong(string body, string field, string reason) =>
        await AssertInvalidAsync(await PostAsync("/api/releases", body.Replace("PROJECT", _project, StringComparison.Ordinal)), field, reason);

    [Theory]
    [InlineData("{}", "files", "No file")]
    [InlineData("""{ "files": [] }""", "files", "No file")]
    [InlineData("""{ "files": [null] }""", "files[0]", "without a name")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": 1 }, { "path": "../b.txt", "size": 1 }] }""", "files[1].path", "..")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": 1 }, { "path": "a.txt", "size": 1 }] }""", "files[1].path", "twice")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": 1 }, { "path": "A.txt", "size": 1 }] }""", "files[1].path", "upper and lower case")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": -1 }] }""", "files[0].size", "negative")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": 9223372036854775807 }] }""", "files[0].size", "at most")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": 9223372036854775808 }] }""", "files[0].size", "type")]
    [InlineData("""{ "files": [{ "path": "a.txt", "size": "big" }] }""", "files[0].size", "type")]
    [InlineData("""{ "files": "a.txt" }""", "files", "type")]
    public async Task An_announced_upload_names_the_field_that_is_wrong(string body, string field, string reason) =>
        await AssertInvalidAsync(await PostAsync($"/api/releases/{_project}/1.0.0/uploads", body), field, reason);

    [Theory]
    [InlineData("/api/tasks?before=abc", "before", "type")]
    [InlineData("/api/tasks?status=DONE", "status", "DONE")]
    [InlineData("/api/tasks/1/log?first=one", "first", "type")]
    [InlineData("/api/tasks/1/log?attempt=99999999999", "attempt", "type")]
    public async Task A_query_names_the_parameter_that_is_wrong(string address, string field, string reason) =>
        await AssertInvalidAsync(await _script.GetAsync(address), field, reason);

    [Fact]
    public async Task A_file_without_a_key_is_invalid() =>
        await AssertInvalidAsync(await _script.PostAsync($"/api/committees/{_project}/keys", new StringContent("no key")), "file", "public key");

    [Fact]
    public async Task A_valid_request_that_the_present_state_forbids_is_a_conflict()
    {
        using var answer = await PostAsync("/api/releases", $$"""{ "project": "{{_project}}", "version": "1.0.0" }""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.False((await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("errors", out _));
    }

    [Theory]
    [InlineData("POST", "/api/releases/nowhere/1.0.0/uploads", "release")]
    [InlineData("POST", "/api/uploads/none/complete", "upload")]
    [InlineData("PUT", "/api/uploads/none/files/0", "upload")]
    [InlineData("POST", "/api/committees/nowhere/keys", "committee")]
    [InlineData("POST", "/api/tasks/999999/cancel", "task")]
    [InlineData("POST", "/api/tasks/999999/retry", "task")]
    public async Task A_command_on_what_does_not_exist_is_not_found(string method, string address, string what)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Content = address.EndsWith("uploads", StringComparison.Ordinal) ? JsonContent.Create(new { files = Array.Empty<object>() }) : new StringContent("x");

        using var answer = await _script.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Contains("There is no", detail, StringComparison.Ordinal);
        Assert.Contains(what, detail, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(string address, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _script.PostAsync(address, content);
    }

    private static async Task AssertInvalidAsync(HttpResponseMessage answer, string field, string reason)
    {
        using (answer)
        {
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var error = Assert.Single(problem.GetProperty("errors").EnumerateObject());
            Assert.Equal(field, error.Name);
            Assert.Contains(reason, error.Value[0].GetString(), StringComparison.Ordinal);
            Assert.Equal(error.Value[0].GetString(), problem.GetProperty("detail").GetString());
        }
    }
}
