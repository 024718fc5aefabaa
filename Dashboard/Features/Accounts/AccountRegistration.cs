using System.Security.Cryptography;
using System.Text;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Settings;
using Dashboard.Features.State;
using Dashboard.Live;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

internal static class AccountRegistration
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAccountServices(builder.Configuration, provider => provider.GetRequiredService<StateDirectory>().OperationsDatabase);
        services.AddSingleton<GrantableProjectQueries>();
        services.TryAddSingleton(DemoAccounts.None);
        services.TryAddSingleton(new StartOutput(Console.Out));
        services.AddHostedService<FirstAdministratorLink>();
        services.AddHostedService(provider => new AccountWatcher(
            provider.GetRequiredService<StateDirectory>().OperationsDatabase, provider.GetRequiredService<ChangeFeed>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccountWatcher>>()));
        services.AddScoped<CurrentUser>();
        // Not TryAdd: Blazor's own is there already.
        services.AddScoped<AuthenticationStateProvider, AccountAuthenticationStateProvider>();
        AddKeys(builder);
        AddAuthentication(services);
        services.AddAuthorizationBuilder()
            .AddPolicy(AccountPolicies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(AccountPolicies.ReleaseManager, policy => policy.RequireRole(nameof(AccountRole.ReleaseManager), nameof(AccountRole.Administrator)))
            .AddPolicy(AccountPolicies.Administrator, policy => policy.RequireRole(nameof(AccountRole.Administrator)))
            // What forgets to say who may see it is seen by nobody who is not signed in.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>What the command line needs too.</summary>
    /// <param name="operationsDatabase">Where operations.db is.</param>
    public static void AddAccountServices(this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, string> operationsDatabase)
    {
        services.AddSettings<AccountOptions>(configuration, AccountOptions.Section);
        services.AddDbContextFactory<OperationsDbContext>((provider, options) =>
            options.UseOperationsDatabase(operationsDatabase(provider)));
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordTries>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<Callers>();
        services.AddSingleton<SignInCommands>();
        services.AddSingleton<PasswordCommands>();
        services.AddSingleton<SetupLinkCommands>();
        services.AddSingleton<AccountCommands>();
        services.AddSingleton<TokenCommands>();
        services.AddSingleton<AccountQueries>();
    }

    /// <summary>Brings operations.db to the schema of this build. It only ever goes up.</summary>
    public static Task BringUpOperationsAsync(this IServiceProvider services, CancellationToken cancellation) =>
        DashboardSchema.BringUpOperationsAsync(services.GetRequiredService<StateDirectory>().Root, cancellation);

    private static void AddKeys(WebApplicationBuilder builder)
    {
        builder.Services.AddDataProtection().SetApplicationName("Dashboard");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<StateDirectory, ILoggerFactory>((keys, state, loggers) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(state.Keys), loggers));
        // "No XML encryptor configured": known, the keys are as safe as the databases beside them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
    }

    private static void AddAuthentication(IServiceCollection services)
    {
        services.AddScoped<CookieSessions>();
        services.AddAuthentication(AccountSchemes.Either)
            .AddPolicyScheme(AccountSchemes.Either, displayName: null, options =>
                // A request with a bearer token never falls back to the cookie: what a script sends must not depend on a browser's state.
                options.ForwardDefaultSelector = http => BearerHandler.IsBroughtBy(http.Request) ? AccountSchemes.Bearer : AccountSchemes.Cookie)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(AccountSchemes.Bearer, configureOptions: null)
            .AddCookie(AccountSchemes.Cookie);
        services.AddOptions<CookieAuthenticationOptions>(AccountSchemes.Cookie)
            .Configure<StateDirectory, IOptions<AccountOptions>>((cookie, state, options) =>
            {
                cookie.Cookie.Name = CookieName(state, "session");
                cookie.Cookie.HttpOnly = true;
                // Lax: links from mails and chats open signed in; nothing that changes anything is a GET.
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = options.Value.SessionLifetime;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = "/signin";
                cookie.LogoutPath = "/signout";
                cookie.AccessDeniedPath = "/denied";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.EventsType = typeof(CookieSessions);
            });
        services.AddOptions<AntiforgeryOptions>().Configure<StateDirectory>((antiforgery, state) =>
        {
            antiforgery.Cookie.Name = CookieName(state, "antiforgery");
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    // Cookies know no ports: a demo beside the real server on one host must not sign people out there.
    private static string CookieName(StateDirectory state, string what) =>
        $"dashboard-{what}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.Root)))[..8]}";
}
