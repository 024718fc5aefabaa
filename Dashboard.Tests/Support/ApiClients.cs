using System.Net.Http.Headers;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Support;

/// <summary>Clients of the API, as scripts are: with an API token, and following no redirect.</summary>
public static class ApiClients
{
    /// <summary>A script of a new account.</summary>
    /// <param name="projects">Those that a release manager manages.</param>
    public static async Task<HttpClient> ScriptAsync(this DashboardFactory factory, AccountRole role, params string[] projects)
    {
        var added = await factory.Services.GetRequiredService<AccountCommands>().AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts($"u{Guid.NewGuid():N}", "A script", role, projects), AccountServices.Password, CancellationToken.None);
        var client = factory.Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await factory.TokenAsync(added.Value!.Id));
        return client;
    }

    /// <summary>A client that is not signed in.</summary>
    public static HttpClient Stranger(this DashboardFactory factory) =>
        factory.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = factory.ClientOptions.BaseAddress });

    /// <summary>A new API token of an account.</summary>
    public static async Task<string> TokenAsync(this DashboardFactory factory, long accountId)
    {
        var token = await factory.Services.GetRequiredService<TokenCommands>().MakeAsync(
            Caller.CommandLine, accountId, "tests", TimeSpan.FromHours(1), CancellationToken.None);
        return token.Value!.Text;
    }
}
