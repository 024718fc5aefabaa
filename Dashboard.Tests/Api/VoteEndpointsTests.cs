using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Api;

/// <summary>A script takes a release from its upload to its announcement.</summary>
public sealed class VoteEndpointsTests(KestrelFactory factory) : IClassFixture<KestrelFactory>, IAsyncLifetime
{
    private readonly string _project = $"widget-{Guid.NewGuid().ToString("N")[..8]}";

    private string Address => $"/api/releases/{_project}/1.0.0";

    public async Task InitializeAsync()
    {
        factory.Start();
        await using var context = await factory.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync();
        var project = Any.Project(_project, committee: _project);
        project.ReleasePolicy = new ReleasePolicy { MinHours = 0 };
        context.AddRange(Any.Committee(_project), project, Any.Release(_project));
        await context.SaveChangesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_release_is_voted_on_announced_and_downloaded()
    {
        using var manager = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        var voters = new List<HttpClient>();
        for (var at = 0; at < 3; at++)
        {
            voters.Add(await factory.ScriptAsync(AccountRole.Viewer));
        }

        await JoinCommitteeAsync();
        await UploadAsync(manager);
        await UntilAsync(manager, Address, "verdict", "READY");

        var started = await SendAsync(manager, "/vote", new { revision = "00001", hours = 0, recipient = "dev@example.org", subject = "[VOTE] 1.0.0", body = "Please vote." });
        var manifest = started.GetProperty("vote").GetProperty("manifestSha256").GetString();
        foreach (var voter in voters)
        {
            await SendAsync(voter, "/vote/ballots", new { manifest, choice = "FOR" });
            voter.Dispose();
        }

        var resolved = await SendAsync(manager, "/vote/resolution", new { outcome = "PASSED" });
        Assert.Equal("RELEASE_PREVIEW", resolved.GetProperty("situation").GetProperty("phase").GetString());
        await SendAsync(manager, "/announcement", new { revision = "00001", recipient = "announce@example.org", subject = "[ANNOUNCE] 1.0.0", body = "It is out." });
        await UntilTaskAsync(manager);

        using var stranger = factory.Stranger();
        Assert.Equal("the release", await stranger.GetStringAsync($"/downloads/{_project}/{_project}/1.0.0/notes.txt"));
        using var range = new HttpRequestMessage(HttpMethod.Get, $"/downloads/{_project}/{_project}/1.0.0/notes.txt") { Headers = { Range = new(4, 6) } };
        using var part = await stranger.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, "rel"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        Assert.Equal("attachment", part.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains($"\"version\":\"1.0.0\"", await stranger.GetStringAsync("/catalogue.json"), StringComparison.Ordinal);
        Assert.Contains($"<title>{_project} 1.0.0</title>", await stranger.GetStringAsync("/feed.atom"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_public()
    {
        using var manager = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);
        await UploadAsync(manager);
        using var stranger = factory.Stranger();

        using var answer = await stranger.GetAsync(new Uri($"/downloads/{_project}/{_project}/1.0.0/notes.txt", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/downloads/x/y/1.0.0/..%2f..%2f..%2f..%2fdashboard.db")]
    [InlineData("/downloads/x/y/1.0.0/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fdashboard.db")]
    public async Task Nothing_outside_the_tree_is_served(string address)
    {
        using var stranger = factory.Stranger();

        using var answer = await stranger.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_viewer_starts_no_vote()
    {
        using var viewer = await factory.ScriptAsync(AccountRole.Viewer);

        using var answer = await viewer.PostAsJsonAsync(Address + "/vote", new { revision = "00001", hours = 72, recipient = "a@b.org", subject = "Vote", body = "Vote." });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_missing_field_of_a_vote_is_named()
    {
        using var manager = await factory.ScriptAsync(AccountRole.ReleaseManager, _project);

        using var answer = await manager.PostAsJsonAsync(Address + "/vote", new { revision = "00001", hours = 72 });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("recipient", out _));
    }

    private async Task JoinCommitteeAsync()
    {
        await using var operations = await factory.Services.GetRequiredService<IDbContextFactory<OperationsDbContext>>().CreateDbContextAsync();
        var names = await operations.Accounts.Where(a => a.Role == AccountRole.Viewer).Select(a => a.UserName).ToListAsync();
        await using var context = await factory.Services.GetRequiredService<IDbContextFactory<ReleaseDbContext>>().CreateDbContextAsync();
        (await context.Committees.SingleAsync(c => c.Name == _project)).CommitteeMembers.AddRange(names);
        await context.SaveChangesAsync();
    }

    private async Task UploadAsync(HttpClient manager)
    {
        var content = Encoding.UTF8.GetBytes("the release");
        using var announced = await manager.PostAsJsonAsync(Address + "/uploads", new { files = new[] { new { path = "notes.txt", size = content.Length } } });
        var id = (await announced.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var body = new ByteArrayContent(content);
        using var sent = await manager.PutAsync(new Uri($"/api/uploads/{id}/files/0", UriKind.Relative), body);
        using var made = await manager.PostAsync(new Uri($"/api/uploads/{id}/complete", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
    }

    private async Task<JsonElement> SendAsync(HttpClient client, string address, object body)
    {
        using var answer = await client.PostAsJsonAsync(Address + address, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits, as a script does, by asking again.</summary>
    private static async Task UntilAsync(HttpClient client, string address, string property, string value)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (JsonDocument.Parse(await client.GetStringAsync(new Uri(address, UriKind.Relative), patience.Token)).RootElement.GetProperty(property).GetString() != value)
        {
            await Task.Yield();
        }
    }

    private async Task UntilTaskAsync(HttpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonElement task;
        do
        {
            var life = JsonDocument.Parse(await client.GetStringAsync(new Uri(Address + "/lifecycle", UriKind.Relative), patience.Token)).RootElement;
            task = life.GetProperty("situation").GetProperty("announcementTask");
        }
        while (task.GetProperty("status").GetString() != "COMPLETED");
    }
}
