using System.Security.Claims;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Live;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Features.Accounts;

/// <summary>What a circuit is told of its account: it lives on long after the request that opened it.</summary>
public sealed class OpenPageTests(AccountSite site) : IClassFixture<AccountSite>, IAsyncLifetime
{
    private readonly AsyncServiceScope _circuit = site.Services.CreateAsyncScope();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _circuit.DisposeAsync();

    [Fact]
    public async Task An_open_page_of_a_disabled_account_is_nobodys_at_once()
    {
        var id = await site.AddAsync("open");
        var (states, _) = await OpenAsync("open");

        await site.Service<AccountCommands>().DisableAsync(Caller.CommandLine, id, CancellationToken.None);

        Assert.False((await states.NextAsync()).Identity?.IsAuthenticated ?? false);
        await Assert.ThrowsAsync<NotAllowedException>(() => _circuit.ServiceProvider.GetRequiredService<CurrentUser>().GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_open_page_of_a_signed_out_session_is_nobodys_at_once()
    {
        await site.AddAsync("leaving");
        var (states, session) = await OpenAsync("leaving");

        await site.Service<SignInCommands>().EndSessionAsync(session.Caller, session.Caller.SessionId!.Value, CancellationToken.None);

        Assert.False((await states.NextAsync()).Identity?.IsAuthenticated ?? false);
    }

    [Fact]
    public async Task An_open_page_has_a_new_role_at_once()
    {
        var id = await site.AddAsync("rising");
        var (states, _) = await OpenAsync("rising");

        await site.Service<AccountCommands>().ChangeAsync(
            Caller.CommandLine, id, new AccountFacts("rising", "Rising", AccountRole.Administrator, []), CancellationToken.None);

        Assert.True((await states.NextAsync()).IsInRole(nameof(AccountRole.Administrator)));
    }

    [Fact]
    public async Task A_closed_page_follows_its_account_no_longer()
    {
        var id = await site.AddAsync("closing");
        await OpenAsync("closing");
        var during = site.Service<ChangeFeed>().Count(AccountTopics.Of(id));

        await _circuit.DisposeAsync();

        Assert.Equal((1, 0), (during, site.Service<ChangeFeed>().Count(AccountTopics.Of(id))));
    }

    private async Task<(States States, NewSession Session)> OpenAsync(string userName)
    {
        var session = (await site.Service<SignInCommands>().SignInAsync(userName, AccountSite.Password, AccountServices.Home, CancellationToken.None)).Value!;
        var provider = (ServerAuthenticationStateProvider)_circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        provider.SetAuthenticationState(Task.FromResult(new AuthenticationState(session.Principal)));
        return (new States(provider), session);
    }

    private sealed class States
    {
        private readonly System.Threading.Channels.Channel<ClaimsPrincipal> _heard = System.Threading.Channels.Channel.CreateUnbounded<ClaimsPrincipal>();

        public States(AuthenticationStateProvider provider) =>
            provider.AuthenticationStateChanged += async state => _heard.Writer.TryWrite((await state).User);

        public async Task<ClaimsPrincipal> NextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            return await _heard.Reader.ReadAsync(patience.Token);
        }
    }
}
