using System.Net;
using System.Security.Claims;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Live;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Support;

/// <summary>The account feature on an operations.db of its own, without a server.</summary>
public sealed class AccountServices : IDisposable
{
    public const string Password = "correct horse battery staple";

    public AccountServices(Action<AccountOptions>? configure = null)
    {
        // Far fewer than the settings let a server have: the tests hash hundreds of passwords.
        Options.PasswordIterations = 1_000;
        Options.RefusalTime = TimeSpan.Zero;
        Options.SignInsPerMinute = 10_000;
        configure?.Invoke(Options);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Passwords = new Passwords(options);
        Throttle = new SignInThrottle(options);
        var tries = new PasswordTries(Operations, options, Time);
        Callers = new Callers(Operations, options, Time, NullLogger<Callers>.Instance);
        SignIn = new SignInCommands(Operations, Passwords, tries, Throttle, Changes, options, Time);
        PasswordCommands = new PasswordCommands(Operations, Passwords, tries, Changes, Time);
        Links = new SetupLinkCommands(Operations, Passwords, Changes, options, Time);
        Accounts = new AccountCommands(Operations, Passwords, Changes, options, Time);
        Tokens = new TokenCommands(Operations, Changes, Time);
        Queries = new AccountQueries(Operations, options, Time);
    }

    public static SignInOrigin Home { get; } = new(IPAddress.Parse("192.0.2.1"), "a browser");

    public OperationsFixture Operations { get; } = new();
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    public AccountOptions Options { get; } = new();
    public ChangeFeed Changes { get; } = new();
    public Callers Callers { get; }
    public SignInCommands SignIn { get; }
    public PasswordCommands PasswordCommands { get; }
    public SetupLinkCommands Links { get; }
    public AccountCommands Accounts { get; }
    public TokenCommands Tokens { get; }
    public AccountQueries Queries { get; }
    private Passwords Passwords { get; }
    private SignInThrottle Throttle { get; }

    /// <summary>Adds an account whose password is <see cref="Password"/>.</summary>
    public async Task<long> AddAsync(string userName, AccountRole role = AccountRole.Viewer, params string[] projects)
    {
        var added = await Accounts.AddWithPasswordAsync(
            Caller.CommandLine, new AccountFacts(userName, $"The {userName}", role, projects), Password, CancellationToken.None);
        return added.Value!.Id;
    }

    public async Task<NewSession> SignInAsync(string userName)
    {
        var outcome = await SignIn.SignInAsync(userName, Password, Home, CancellationToken.None);
        return outcome.Value ?? throw new InvalidOperationException(outcome.Refusal);
    }

    /// <summary>Adds an account and signs it in.</summary>
    public async Task<Caller> CallerAsync(string userName, AccountRole role = AccountRole.Viewer, params string[] projects)
    {
        await AddAsync(userName, role, projects);
        return (await FindAsync((await SignInAsync(userName)).Principal))!;
    }

    public Task<Caller?> FindAsync(ClaimsPrincipal principal) => Callers.FindAsync(principal, CancellationToken.None);

    public T Read<T>(Func<OperationsDbContext, T> read)
    {
        using var context = Operations.CreateDbContext();
        return read(context);
    }

    public string[] AuditedActions(string subject) =>
        Read(context => context.AuditEntries.Where(e => e.Subject == subject).OrderBy(e => e.Id).Select(e => e.Action).ToArray());

    public void Dispose()
    {
        Passwords.Dispose();
        Throttle.Dispose();
        Operations.Dispose();
    }
}
