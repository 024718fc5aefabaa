using System.Net;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Schema;

/// <summary>What can be fetched without the page: for administrators alone, and nothing but what is meant.</summary>
public sealed class SchemaAddressTests(AccountSite site) : IClassFixture<AccountSite>
{
    [Theory]
    [InlineData("/admin/schema")]
    [InlineData("/admin/schema/plan?target=0")]
    public async Task An_address_is_for_administrators_only(string address)
    {
        var stranger = await site.Visit().GetAsync(address);
        var manager = await (await EnterAsync(AccountRole.ReleaseManager)).GetAsync(address);
        var administrator = await (await EnterAsync(AccountRole.Administrator)).GetAsync(address);

        Assert.StartsWith("/signin", stranger.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.StartsWith("/denied", manager.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, administrator.StatusCode);
    }

    [Fact]
    public async Task A_target_that_is_none_is_refused_with_a_sentence()
    {
        var answer = await (await EnterAsync(AccountRole.Administrator)).GetAsync("/admin/schema/plan?target=%2e%2e%2fx");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("is no migration", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_handed_to_nobody_else_whatever_token_is_sent()
    {
        var manager = await EnterAsync(AccountRole.ReleaseManager);

        var answer = await manager.PostRawAsync("/admin/schema/backups/any/file", await manager.TokenAsync("/signout"), ("password", "x"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("%2e%2e%2fdashboard.db")]
    [InlineData("..")]
    [InlineData("20000101T000000Z-01")]
    public async Task A_name_that_is_no_backup_leads_nowhere(string name)
    {
        var administrator = await EnterAsync(AccountRole.Administrator);

        var answer = await administrator.PostRawAsync($"/admin/schema/backups/{name}/file", await administrator.TokenAsync("/signout"), ("password", "x"));

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<SiteVisitor> EnterAsync(AccountRole role)
    {
        var userName = $"schema-{Guid.NewGuid():N}";
        await site.AddAsync(userName, role);
        return await site.SignInAsync(userName);
    }
}
