using System.Net;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Browser;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.Tests.Faults;

/// <summary>Rows that the constraints allow break no page and no endpoint, wherever they come from: raw SQL, a backup, another build.</summary>
public sealed class RandomRowsTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string UserName = "alex";
    private const int MaxAddressesInBrowser = 8;

    /// <summary>Pages that are no live page of the domain: they have no circuit, or answer with an error on purpose.</summary>
    private static readonly string[] Static = ["/signin", "/signout", "/setup/{Token}", "/denied", "/error", "/not-found", "/maintenance", "/catalogue"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_GET_endpoint_answers_on_random_rows(int seed)
    {
        await using var site = new RandomRowsSite();
        var root = await FillAsync(site, seed);
        var cookies = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = root };
        await Benchmarks.Live.CircuitClient.SignInAsync(http, root, UserName, AccountServices.Password);
        var failed = new List<string>();

        foreach (var (_, addresses) in site.GetAddresses())
        {
            foreach (var address in addresses)
            {
                using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
                if ((int)answer.StatusCode >= 500 && !address.StartsWith("/error", StringComparison.Ordinal))
                {
                    failed.Add($"{(int)answer.StatusCode} {address}");
                }
            }
        }

        Assert.Equal([], failed);
    }

    [BrowserTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_page_opens_on_random_rows(int seed)
    {
        await using var site = new RandomRowsSite();
        var root = await FillAsync(site, seed);
        var page = await VisitAsync(address: root);
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync(UserName);
        await page.GetByLabel("Password").FillAsync(AccountServices.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-live]")).ToBeAttachedAsync();
        var failed = new List<string>();

        foreach (var (pattern, addresses) in site.GetAddresses().Where(endpoint => IsPage(endpoint.Pattern)))
        {
            foreach (var address in addresses.Take(MaxAddressesInBrowser))
            {
                await page.GotoAsync(address);
                await Expect(page.Locator("[data-live]")).ToBeAttachedAsync();
                await Expect(page.Locator(".mud-skeleton")).ToHaveCountAsync(0);
                if (await page.GetByText("This page failed").CountAsync() > 0 || await page.Locator("#blazor-error-ui").IsVisibleAsync())
                {
                    failed.Add($"{pattern}: {address}");
                }
            }
        }

        // Before the server ends, or the page complains that it has lost it.
        await page.Context.CloseAsync();
        Assert.Equal([], failed);
    }

    private static bool IsPage(string pattern) =>
        !Static.Contains(pattern) && !pattern.StartsWith("/api/", StringComparison.Ordinal) && !pattern.StartsWith("/health", StringComparison.Ordinal)
        && !pattern.StartsWith("/downloads/", StringComparison.Ordinal) && !pattern.StartsWith("/openapi", StringComparison.Ordinal) && !pattern.StartsWith("/admin/schema/", StringComparison.Ordinal);

    /// <returns>Where the site is served, with an administrator and random rows in every table.</returns>
    private static async Task<Uri> FillAsync(RandomRowsSite site, int seed)
    {
        var root = site.Start();
        await site.Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts(UserName, "Alex", AccountRole.Administrator, []), AccountServices.Password, CancellationToken.None);
        // The outbox may be empty again by now: its entries are moved.
        Assert.All(
            RandomRows.Fill(site.Database, seed).Where(table => table.Key != "audit_outbox"), table => Assert.True(table.Value > 3, $"{table.Key} has {table.Value} rows"));
        return root;
    }
}
