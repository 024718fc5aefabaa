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

/// <summary>What goes wrong is told to scripts as problem details and to people as a page, each with its status.</summary>
public sealed class ProblemTests(AccountSite site) : IClassFixture<AccountSite>
{
    [Theory]
    [InlineData("{\"files\":", HttpStatusCode.BadRequest, "JSON")]
    [InlineData("[1,2]", HttpStatusCode.BadRequest, "JSON")]
    [InlineData("", HttpStatusCode.BadRequest, "JSON")]
    public async Task A_body_that_cannot_be_read_is_a_problem(string body, HttpStatusCode status, string words)
    {
        using var client = await site.ScriptAsync(AccountRole.Administrator);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/api/releases/widget/1.0.0/uploads", content);

        await AssertProblemAsync(answer, status, words);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_a_problem()
    {
        using var client = await site.ScriptAsync(AccountRole.Administrator);

        using var answer = await client.PostAsync("/api/releases/widget/1.0.0/uploads", new StringContent("files"));

        await AssertProblemAsync(answer, HttpStatusCode.UnsupportedMediaType, "application/json");
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/uploads/x/files/one", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/api/uploads/x/complete", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_a_problem(string method, string address, HttpStatusCode status)
    {
        using var client = await site.ScriptAsync(AccountRole.Administrator);

        using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        await AssertProblemAsync(answer, status, "at this address");
    }

    [Fact]
    public async Task What_nobody_expected_is_a_problem_that_tells_nothing_but_its_number()
    {
        await using var broken = new AccountSite();
        await using (var context = await broken.Service<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlAsync($"ALTER TABLE committee RENAME TO nobodys_secret");
        }

        using var client = await broken.ScriptAsync(AccountRole.Administrator);

        using var answer = await client.PostAsync("/api/committees/tooling/keys", new StringContent("x"));

        var problem = await AssertProblemAsync(answer, HttpStatusCode.InternalServerError, "trace id");
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("traceId").GetString()));
        Assert.DoesNotContain("committee", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/releases/nothing/1.0.0")]
    [InlineData("/projects/nothing")]
    [InlineData("/tasks/999999")]
    [InlineData("/keys/nothing")]
    [InlineData("/nothing")]
    public async Task A_page_of_what_is_not_there_is_answered_as_not_found(string address)
    {
        var userName = $"u{Guid.NewGuid():N}";
        await site.AddAsync(userName);
        var visitor = await site.SignInAsync(userName);

        using var answer = await visitor.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/tasks?before=abc")]
    [InlineData("/admin/audit?before=abc")]
    [InlineData("/signin?again=abc")]
    public async Task A_page_whose_address_holds_nonsense_is_shown_without_it(string address)
    {
        var userName = $"u{Guid.NewGuid():N}";
        await site.AddAsync(userName, AccountRole.Administrator);
        var visitor = address.StartsWith("/signin", StringComparison.Ordinal) ? site.Visit() : await site.SignInAsync(userName);

        using var answer = await visitor.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("This page failed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_what_is_there_is_answered_as_found()
    {
        await using (var context = await site.Service<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync())
        {
            context.AddRange(Any.Committee("found"), Any.Project("found", "found"), Any.Release("found"));
            await context.SaveChangesAsync();
        }

        await site.AddAsync("finder");
        var visitor = await site.SignInAsync("finder");

        var found = new List<HttpStatusCode>();
        foreach (var address in new[] { "/releases/found/1.0.0", "/projects/found", "/keys/found" })
        {
            found.Add((await visitor.GetAsync(address)).StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], found);
    }

    [Fact]
    public void The_first_start_warns_of_nothing()
    {
        site.Visit();

        Assert.DoesNotContain(site.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string words)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        return problem;
    }
}
