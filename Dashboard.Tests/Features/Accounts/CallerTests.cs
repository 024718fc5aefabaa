using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class CallerTests : IDisposable
{
    private readonly AccountServices _services = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_disabled_account_is_nobody_at_once_with_its_sessions_and_tokens()
    {
        var alex = await _services.CallerAsync("alex");
        var session = await _services.SignInAsync("alex");
        var token = await _services.Tokens.MakeAsync(alex, alex.AccountId!.Value, "ci", TimeSpan.FromDays(1), CancellationToken.None);

        await _services.Accounts.DisableAsync(Caller.CommandLine, alex.AccountId.Value, CancellationToken.None);

        Assert.Null(await _services.FindAsync(session.Principal));
        Assert.Null(await _services.Callers.FindByTokenAsync(token.Value!.Text, CancellationToken.None));
    }

    [Fact]
    public async Task Enabling_brings_back_neither_sessions_nor_tokens()
    {
        var alex = await _services.CallerAsync("alex");
        var session = await _services.SignInAsync("alex");
        var token = await _services.Tokens.MakeAsync(alex, alex.AccountId!.Value, "ci", TimeSpan.FromDays(1), CancellationToken.None);
        await _services.Accounts.DisableAsync(Caller.CommandLine, alex.AccountId.Value, CancellationToken.None);

        await _services.Accounts.EnableAsync(Caller.CommandLine, alex.AccountId.Value, CancellationToken.None);

        Assert.Null(await _services.FindAsync(session.Principal));
        Assert.Null(await _services.Callers.FindByTokenAsync(token.Value!.Text, CancellationToken.None));
        Assert.NotNull(await _services.SignInAsync("alex"));
    }

    [Fact]
    public async Task A_signed_out_session_is_nobody_and_others_go_on()
    {
        var first = await _services.CallerAsync("alex");
        var second = await _services.SignInAsync("alex");
        var third = await _services.SignInAsync("alex");

        await _services.SignIn.EndSessionAsync(first, second.Caller.SessionId!.Value, CancellationToken.None);

        Assert.Null(await _services.FindAsync(second.Principal));
        Assert.NotNull(await _services.FindAsync(third.Principal));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another_account()
    {
        var alex = await _services.CallerAsync("alex", AccountRole.Administrator);
        await _services.AddAsync("sam");
        var session = await _services.SignInAsync("sam");

        var ended = await _services.SignIn.EndSessionAsync(alex, session.Caller.SessionId!.Value, CancellationToken.None);

        Assert.False(ended);
        Assert.NotNull(await _services.FindAsync(session.Principal));
    }

    [Fact]
    public async Task A_changed_password_ends_every_session_but_the_one_that_changed_it()
    {
        var own = await _services.CallerAsync("alex");
        var ownSession = await _services.SignInAsync("alex");
        var other = await _services.SignInAsync("alex");

        var changed = await _services.PasswordCommands.ChangeAsync(
            ownSession.Caller, AccountServices.Password, "another long phrase of words", CancellationToken.None);

        Assert.True(changed.Done);
        Assert.NotNull(await _services.FindAsync(ownSession.Principal));
        Assert.Null(await _services.FindAsync(other.Principal));
        Assert.Single((await _services.Queries.ProfileAsync(ownSession.Caller, CancellationToken.None)).Sessions);
        Assert.NotEqual(own.SessionId, ownSession.Caller.SessionId);
    }

    [Fact]
    public async Task Guessing_the_current_password_locks_the_account()
    {
        var alex = await _services.CallerAsync("alex");
        for (var n = 0; n < 5; n++)
        {
            await _services.PasswordCommands.ChangeAsync(alex, "wrong", "another long phrase of words", CancellationToken.None);
        }

        var right = await _services.PasswordCommands.ChangeAsync(alex, AccountServices.Password, "another long phrase of words", CancellationToken.None);

        Assert.False(right.Done);
        Assert.Contains(AccountActions.SignInLocked, _services.AuditedActions("alex"));
    }

    [Fact]
    public async Task Rights_are_those_of_this_moment()
    {
        var id = await _services.AddAsync("alex");
        var session = await _services.SignInAsync("alex");
        await _services.Accounts.ChangeAsync(
            Caller.CommandLine, id, new AccountFacts("alex", "Alex", AccountRole.ReleaseManager, [" tooling ", "tooling", ""]), CancellationToken.None);

        var caller = await _services.FindAsync(session.Principal);

        Assert.True(caller!.CanManage("tooling"));
        Assert.False(caller.CanManage("Tooling"));
        Assert.False(caller.CanManage("other"));
        Assert.Throws<NotAllowedException>(() => caller.RequireManagerOf("other"));
        Assert.Throws<NotAllowedException>(caller.RequireAdministrator);
    }

    [Fact]
    public async Task Projects_give_nothing_to_who_is_no_release_manager()
    {
        var id = await _services.AddAsync("alex", AccountRole.ReleaseManager, "tooling");
        var session = await _services.SignInAsync("alex");
        _services.Operations.Execute($"UPDATE account SET role = 'VIEWER' WHERE id = {id}");

        var caller = await _services.FindAsync(session.Principal);

        Assert.False(caller!.CanManage("tooling"));
    }

    [Fact]
    public async Task A_session_ends_by_age_however_much_it_is_used()
    {
        await _services.AddAsync("alex");
        var session = await _services.SignInAsync("alex");

        _services.Time.Advance(_services.Options.MaxSessionAge + TimeSpan.FromSeconds(1));

        Assert.Null(await _services.FindAsync(session.Principal));
    }

    [Fact]
    public async Task A_forged_principal_is_nobody()
    {
        var id = await _services.AddAsync("alex", AccountRole.Administrator);
        await _services.SignInAsync("alex");
        var forged = new NewSession(
            new Caller { AccountId = id, UserName = "alex", DisplayName = "A", Role = AccountRole.Administrator, Kind = CallerKind.Session, SessionId = 1 },
            Secret: "guessed");

        var caller = await _services.FindAsync(forged.Principal);

        Assert.Null(caller);
    }

    [Fact]
    public async Task Nobody_waits_for_a_writer_to_be_noted_as_seen()
    {
        await _services.AddAsync("alex");
        var session = await _services.SignInAsync("alex");
        _services.Time.Advance(TimeSpan.FromMinutes(5));
        using var writer = RawSql.Connect(_services.Operations.File);
        writer.Run("BEGIN IMMEDIATE");

        // SQLite's calls block, and a writer is waited for half a minute elsewhere.
        var caller = await Task.Run(() => _services.FindAsync(session.Principal)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.NotNull(caller);
    }

    [Fact]
    public async Task A_session_is_noted_as_seen_every_five_minutes_only()
    {
        await _services.AddAsync("alex");
        var session = await _services.SignInAsync("alex");
        var start = _services.Time.GetUtcNow().UtcDateTime;
        List<TimeSpan> seen = [];
        foreach (var minutes in new[] { 4, 1, 4, 1 })
        {
            _services.Time.Advance(TimeSpan.FromMinutes(minutes));
            await _services.FindAsync(session.Principal);
            seen.Add(_services.Read(context => context.AccountSessions.Single().LastSeen) - start);
        }

        Assert.Equal([0, 5, 5, 10], seen.Select(s => s.TotalMinutes));
    }
}
