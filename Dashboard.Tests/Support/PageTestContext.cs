using System.Security.Claims;
using Bunit;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace Dashboard.Tests.Support;

/// <summary>Live pages on real databases, drawn without a browser, for somebody who is really signed in.</summary>
public abstract class PageTestContext : BunitContext, IAsyncLifetime
{
    private readonly SomebodySignedIn _authentication = new();

    protected PageTestContext()
    {
        Database = new ReleaseDatabase(new ChangeInterceptor(Accounts.Changes));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Accounts.Changes);
        Services.AddSingleton<IDbContextFactory<ReleaseDbContext>>(Database);
        Services.AddSingleton<IDbContextFactory<OperationsDbContext>>(Accounts.Operations);
        Services.AddSingleton(Accounts.Callers);
        Services.AddScoped<CurrentUser>();
        Services.AddScoped<AuthenticationStateProvider>(_ => _authentication);
        Services.AddCascadingAuthenticationState();
    }

    protected AccountServices Accounts { get; } = new();

    protected ReleaseDatabase Database { get; }

    /// <summary>The pages drawn from now on are theirs.</summary>
    protected async Task<Caller> SignInAsync(AccountRole role, params string[] projects)
    {
        await Accounts.AddAsync(role.ToString(), role, projects);
        var session = await Accounts.SignInAsync(role.ToString());
        _authentication.User = session.Principal;
        return (await Accounts.FindAsync(session.Principal))!;
    }

    public Task InitializeAsync()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Task.CompletedTask;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        // The components first: they read the databases until they are closed.
        await DisposeAsync();
        Database.Dispose();
        Accounts.Dispose();
    }

    private sealed class SomebodySignedIn : AuthenticationStateProvider
    {
        public ClaimsPrincipal User { get; set; } = new();

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(User));
    }
}
