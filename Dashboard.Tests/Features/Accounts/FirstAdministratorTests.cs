using System.Net;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class FirstAdministratorTests
{
    [Fact]
    public async Task The_first_start_prints_a_link_that_makes_its_first_user_the_administrator_and_nobody_else()
    {
        await using var site = new AccountSite();
        var visitor = site.Visit();
        var link = LinkOf(site);

        var created = await visitor.PostAsync(
            link, ("Form.UserName", "boss"), ("Form.DisplayName", "The Boss"), ("Form.Password", AccountSite.Password), ("Form.Repeated", AccountSite.Password));
        var again = await site.Visit().GetAsync(link);

        Assert.Equal(HttpStatusCode.Redirect, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/admin/accounts")).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task The_link_is_printed_and_not_logged()
    {
        await using var site = new AccountSite();
        site.Visit();

        var token = LinkOf(site)["/setup/".Length..];

        Assert.DoesNotContain(site.Log, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_an_administrator_a_start_prints_nothing()
    {
        await using var site = new AccountSite();
        Directory.CreateDirectory(site.StatePath);
        using (var services = new AccountServices())
        {
            await services.AddAsync("boss", AccountRole.Administrator);
            services.Operations.SaveTo(Path.Combine(site.StatePath, "operations.db"));
        }

        site.Visit();

        Assert.Equal("", site.Printed);
    }

    private static string LinkOf(AccountSite site) =>
        "/setup/" + site.Printed.Split("/setup/")[1].Split('\n')[0].Trim();
}
