using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Operations;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Api;

/// <summary>A script with an API token, from a release's start to its verdict.</summary>
public sealed class ReleaseEndpointsTests(KestrelFactory factory) : IClassFixture<KestrelFactory>, IAsyncLifetime
{
    /// <summary>Distinct for each test: all share one server.</summary>
    private readonly string _project = $"widget-{Guid.NewGuid().ToString("N")[..8]}";

    private string Archive => $"apache-{_project}-1.0.0-src.tar.gz";

    private string Address => $"/api/releases/{_project}/1.0.0";

    public async Task InitializeAsync()
    {
        // A real server: the test server has no limits of a request's body to lift.
        factory.Start();
        await using var context = factory.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContext();
        context.AddRange(Any.Committee(_project), Any.Project(_project, committee: _project));
        await context.SaveChangesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_release_is_started_once()
    {
        using var client = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);

        using var first = await StartAsync(client);
        using var second = await StartAsync(client);

        Assert.Equal((HttpStatusCode.Created, Address), (first.StatusCode, first.Headers.Location?.ToString()));
        Assert.Equal("EMPTY", (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("verdict").GetString());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("already", await DetailAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_starts_none()
    {
        using var client = await factory.ScriptAsync(AccountRole.Viewer, _project);

        using var answer = await StartAsync(client);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_candidate_ends_with_its_verdict_and_the_reasons()
    {
        using var manager = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        using var viewer = await factory.ScriptAsync(AccountRole.Viewer, _project);

        var release = await CheckedAsync(manager, viewer);

        Assert.Equal("BLOCKED", release.GetProperty("verdict").GetString());
        var archive = release.GetProperty("revision").GetProperty("files").EnumerateArray()
            .Single(file => file.GetProperty("path").GetString() == Archive);
        Assert.Contains(archive.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("status").GetString() == "BLOCKER"
            && finding.GetProperty("message").GetString()!.Contains("SHA-512 digest differs", StringComparison.Ordinal));
        Assert.Equal("COMPLETED", archive.GetProperty("task").GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_list_names_the_same_verdict()
    {
        using var client = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        await CheckedAsync(client, client);

        var list = await client.GetFromJsonAsync<JsonElement>($"/api/releases?project={_project}");

        Assert.Equal(("1.0.0", "BLOCKED"), (list[0].GetProperty("version").GetString(), list[0].GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task A_task_is_read_with_its_log()
    {
        using var client = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        await CheckedAsync(client, client);

        var page = await client.GetFromJsonAsync<JsonElement>($"/api/tasks?status=COMPLETED&project={_project}");
        var id = page.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("primaryRelPath").GetString() == Archive).GetProperty("id").GetInt64();
        var task = await client.GetFromJsonAsync<JsonElement>($"/api/tasks/{id}");
        var log = await client.GetFromJsonAsync<JsonElement>($"/api/tasks/{id}/log?first=2");

        Assert.Equal("sha512", task.GetProperty("task").GetProperty("steps")[0].GetProperty("name").GetString());
        Assert.Equal(2, log[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_task_that_has_ended_is_run_again_and_cannot_be_cancelled()
    {
        using var client = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        var release = await CheckedAsync(client, client);
        var id = release.GetProperty("revision").GetProperty("pathsTask").GetProperty("id").GetInt64();

        using var cancelled = await client.PostAsync($"/api/tasks/{id}/cancel", content: null);
        using var retried = await client.PostAsync($"/api/tasks/{id}/retry", content: null);

        Assert.Equal(HttpStatusCode.Conflict, cancelled.StatusCode);
        Assert.Equal(HttpStatusCode.Created, retried.StatusCode);
        var retry = (await retried.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(id, (await client.GetFromJsonAsync<JsonElement>($"/api/tasks/{retry}")).GetProperty("retryOfId").GetInt64());
    }

    [Theory]
    [InlineData("/api/releases/nowhere/9.9.9", "There is no release 9.9.9 of nowhere.")]
    [InlineData("/api/releases/nowhere/9.9.9/revisions/00001", "There is no revision 00001 of nowhere 9.9.9.")]
    [InlineData("/api/tasks/999999", "There is no task 999999.")]
    [InlineData("/api/tasks/999999/log", "There is no task 999999.")]
    public async Task What_is_not_there_is_not_found(string address, string reason)
    {
        using var client = await factory.ScriptAsync(AccountRole.Viewer, _project);

        using var answer = await client.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(reason, await DetailAsync(answer));
    }

    [Fact]
    public async Task A_status_that_there_is_none_of_is_named()
    {
        using var client = await factory.ScriptAsync(AccountRole.Viewer, _project);

        using var answer = await client.GetAsync("/api/tasks?status=DONE");

        Assert.Equal((HttpStatusCode.BadRequest, "There is no status 'DONE'."), (answer.StatusCode, await DetailAsync(answer)));
    }

    [Fact]
    public async Task The_document_describes_every_address_of_the_api()
    {
        using var client = await factory.ScriptAsync(AccountRole.Viewer, _project);

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var described = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Contains("/api/releases/{project}/{version}", described);
        Assert.Contains("/api/uploads/{id}/files/{file}", described);
        Assert.All(described, path => Assert.StartsWith("/api/", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/releases")]
    [InlineData("/api/tasks")]
    public async Task A_stranger_is_told_to_sign_in(string address)
    {
        using var client = factory.Stranger();

        using var answer = await client.GetAsync(address);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    /// <summary>Starts a release, puts an archive in with a digest that is not its own, and reads the release when nothing is left to check.</summary>
    private async Task<JsonElement> CheckedAsync(HttpClient manager, HttpClient reader)
    {
        (await StartAsync(manager)).EnsureSuccessStatusCode().Dispose();
        (string Name, byte[] Content)[] files =
        [
            (Archive, RandomNumberGenerator.GetBytes(5000)),
            (Archive + ".sha512", Encoding.ASCII.GetBytes(new string('0', 128))),
        ];
        using var begun = await manager.PostAsJsonAsync(
            $"{Address}/uploads", new { files = files.Select(file => new { path = file.Name, size = file.Content.Length }) });
        var upload = (await begun.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        for (var file = 0; file < files.Length; file++)
        {
            using var sent = await manager.PutAsync($"/api/uploads/{upload}/files/{file}", new ByteArrayContent(files[file].Content));
            sent.EnsureSuccessStatusCode();
        }

        using var changed = new SemaphoreSlim(0);
        using var subscription = factory.Services.GetRequiredService<ChangeFeed>().Subscribe(ChangeTopics.Releases, () => changed.Release());
        (await manager.PostAsync($"/api/uploads/{upload}/complete", content: null)).EnsureSuccessStatusCode().Dispose();
        while (true)
        {
            var release = await reader.GetFromJsonAsync<JsonElement>(Address);
            if (release.GetProperty("verdict").GetString() != "CHECKING")
            {
                return release;
            }

            await changed.WaitAsync();
        }
    }

    private Task<HttpResponseMessage> StartAsync(HttpClient client) =>
        client.PostAsJsonAsync("/api/releases", new { project = _project, version = "1.0.0" });

    private static async Task<string?> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
}
