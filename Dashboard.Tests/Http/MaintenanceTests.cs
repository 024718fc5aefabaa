using System.Net;
using Dashboard.Data.Operations;
using Dashboard.Features.Schema;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Http;

/// <summary>The reason of maintenance mode may name files of the server, which only administrators see.</summary>
public sealed class MaintenanceTests : IClassFixture<DashboardFactory>
{
    private const string Reason = "Restore /srv/private/dashboard.db first.";

    private readonly DashboardFactory _factory;

    public MaintenanceTests(DashboardFactory factory)
    {
        _factory = factory;
        factory.Services.GetRequiredService<Maintenance>().Begin(Reason);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/catalogue")]
    [InlineData("/catalogue.json")]
    [InlineData("/health/ready")]
    [InlineData("/api/releases")]
    public async Task A_stranger_is_told_to_come_back_but_not_why(string address)
    {
        using var client = _factory.Stranger();

        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_maintenance_page_does_not_give_a_stranger_the_reason()
    {
        using var client = _factory.Stranger();

        var page = await client.GetStringAsync(new Uri("/maintenance", UriKind.Relative));

        Assert.Contains("The dashboard is in maintenance mode.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("private", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AccountRole.ReleaseManager)]
    [InlineData(AccountRole.Administrator)]
    public async Task The_API_gives_the_reason_to_no_account(AccountRole role)
    {
        using var client = await _factory.ScriptAsync(role);

        using var answer = await client.GetAsync(new Uri("/api/releases", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
