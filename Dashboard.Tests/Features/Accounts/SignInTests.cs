using System.Net;
using Dashboard.Data.Operations;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class SignInTests : IDisposable
{
    private readonly AccountServices _services = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task The_right_password_opens_a_session_whose_secret_is_not_stored()
    {
        await _services.AddAsync("alex");

        var session = await _services.SignInAsync("ALEX");

        var row = _services.Read(context => context.AccountSessions.Single());
        Assert.Equal("alex", session.Caller.UserName);
        Assert.Equal(32, row.TokenHash.Length);
        Assert.DoesNotContain(session.Secret, await File.ReadAllTextAsync(_services.Operations.File), StringComparison.Ordinal);
        Assert.NotNull(await _services.FindAsync(session.Principal));
    }

    [Fact]
    public async Task Every_refusal_says_the_same()
    {
        await _services.AddAsync("alex");
        var disabled = await _services.AddAsync("disabled");
        await _services.Accounts.DisableAsync(Caller.CommandLine, disabled, CancellationToken.None);
        await _services.Accounts.AddAsync(Caller.CommandLine, new AccountFacts("invited", "Invited", AccountRole.Viewer, []), CancellationToken.None);

        string?[] refusals =
        [
            await RefusalAsync("alex", "wrong"),
            await RefusalAsync("nobody", "wrong"),
            await RefusalAsync("disabled", AccountServices.Password),
            await RefusalAsync("invited", ""),
            await RefusalAsync("alex", new string('x', 100_000)),
            await RefusalAsync("", ""),
        ];

        Assert.All(refusals, refusal => Assert.Equal(SignInCommands.RefusalText, refusal));
    }

    [Fact]
    public async Task A_refusal_takes_as_long_for_a_name_that_exists_as_for_one_that_does_not()
    {
        using var services = new AccountServices(options => options.RefusalTime = TimeSpan.FromSeconds(1));
        await services.AddAsync("alex");
        Task<Outcome<NewSession>>[] refusals =
        [
            services.SignIn.SignInAsync("alex", "wrong", AccountServices.Home, CancellationToken.None),
            services.SignIn.SignInAsync("nobody", "wrong", AccountServices.Home, CancellationToken.None),
        ];
        // Both are audited before they wait.
        while (services.Read(context => context.AuditEntries.Count(e => e.Action == AccountActions.SignInFailed)) < 2)
        {
            await Task.Yield();
        }

        var early = refusals.Count(refusal => refusal.IsCompleted);
        await AdvanceUntilAsync(services, Task.WhenAll(refusals));

        Assert.Equal(0, early);
        Assert.All(refusals, refusal => Assert.Equal(SignInCommands.RefusalText, refusal.Result.Refusal));
    }

    [Fact]
    public async Task Five_wrong_passwords_close_the_account_for_a_minute()
    {
        await _services.AddAsync("alex");
        await FailAsync("alex", times: 5);

        var during = await RefusalAsync("alex", AccountServices.Password);
        _services.Time.Advance(TimeSpan.FromSeconds(61));
        var after = await RefusalAsync("alex", AccountServices.Password);

        Assert.Equal(SignInCommands.RefusalText, during);
        Assert.Null(after);
    }

    [Fact]
    public async Task Each_further_lock_is_twice_as_long_up_to_the_longest()
    {
        await _services.AddAsync("alex");
        List<double> minutes = [];
        for (var round = 0; round < 6; round++)
        {
            await FailAsync("alex", times: 5);
            var until = _services.Read(context => context.Accounts.Single().LockedUntil!.Value);
            minutes.Add((until - _services.Time.GetUtcNow().UtcDateTime).TotalMinutes);
            _services.Time.Advance(TimeSpan.FromMinutes(16));
        }

        Assert.Equal([1, 2, 4, 8, 15, 15], minutes);
    }

    [Fact]
    public async Task Guesses_sent_at_once_are_no_more_than_guesses_sent_one_by_one()
    {
        await _services.AddAsync("alex");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => RefusalAsync("alex", $"guess {n}"))));

        Assert.All(outcomes, Assert.NotNull);
        Assert.Equal(5, _services.Read(context => context.Accounts.Single().FailedSignIns));
        Assert.Equal(
            (4, 1, 7),
            _services.Read(context => (
                context.AuditEntries.Count(e => e.Action == AccountActions.SignInFailed && e.Details.Contains("wrong password")),
                context.AuditEntries.Count(e => e.Action == AccountActions.SignInLocked),
                context.AuditEntries.Count(e => e.Action == AccountActions.SignInFailed && e.Details.Contains("locked")))));
    }

    [Fact]
    public async Task A_sign_in_forgets_the_failures_before_it()
    {
        await _services.AddAsync("alex");
        await FailAsync("alex", times: 4);

        await _services.SignInAsync("alex");

        var account = _services.Read(context => context.Accounts.Single());
        Assert.Equal((0, null), (account.FailedSignIns, account.LockedUntil));
        Assert.Equal(_services.Time.GetUtcNow().UtcDateTime, account.LastSignedIn);
    }

    [Fact]
    public async Task Tries_are_bounded_for_a_network_whatever_the_names()
    {
        using var services = new AccountServices(options => options.SignInsPerMinute = 3);
        var origin = new SignInOrigin(IPAddress.Parse("2001:db8::1"), null);
        var neighbour = new SignInOrigin(IPAddress.Parse("2001:db8::ffff:2"), null);
        var elsewhere = new SignInOrigin(IPAddress.Parse("2001:db8:0:1::1"), null);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await services.SignIn.SignInAsync(name, "wrong", origin, CancellationToken.None);
        }

        var next = await services.SignIn.SignInAsync("d", "wrong", neighbour, CancellationToken.None);
        var other = await services.SignIn.SignInAsync("d", "wrong", elsewhere, CancellationToken.None);

        Assert.Equal(SignInCommands.TooMany, next.Refusal);
        Assert.Equal(SignInCommands.RefusalText, other.Refusal);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_renewed_at_sign_in()
    {
        await _services.AddAsync("alex");
        var before = _services.Read(context => context.Accounts.Single().PasswordHash);
        _services.Operations.Execute($"UPDATE account SET password_hash = {WeakHash()}");

        await _services.SignInAsync("alex");
        await _services.SignInAsync("alex");

        var after = _services.Read(context => context.Accounts.Single().PasswordHash!);
        Assert.NotEqual(before, after);
        Assert.Equal(Rounds(before!), Rounds(after));
    }

    [Fact]
    public async Task Sign_ins_are_audited_without_what_a_stranger_typed()
    {
        await _services.AddAsync("alex");
        await FailAsync("alex", times: 1);
        await _services.SignInAsync("alex");
        await RefusalAsync("hunter2 hunter2", "typed into the wrong field");

        var entries = _services.Read(context => context.AuditEntries.OrderBy(e => e.Id).ToList());

        Assert.Equal(
            [(Caller.CommandLine.UserName, AccountActions.Added, "alex"), ("stranger", AccountActions.SignInFailed, "alex"),
                ("alex", AccountActions.SignedIn, "alex"), ("stranger", AccountActions.SignInFailed, "(no such account)")],
            entries.Select(e => (e.Who, e.Action, e.Subject)));
        Assert.DoesNotContain(entries, e => e.Details.Contains("hunter2", StringComparison.Ordinal) || e.Details.Contains(AccountServices.Password, StringComparison.Ordinal));
        Assert.Contains("192.0.2.1", entries[1].Details, StringComparison.Ordinal);
    }

    private static string WeakHash() => new Microsoft.AspNetCore.Identity.PasswordHasher<string>(
        Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 500 }))
        .HashPassword("", AccountServices.Password);

    // Identity's format 3: a byte for the format, four for the function, four for the rounds.
    private static int Rounds(string hash) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5, 4));

    private static async Task AdvanceUntilAsync(AccountServices services, Task done)
    {
        while (!done.IsCompleted)
        {
            services.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private async Task FailAsync(string userName, int times)
    {
        for (var n = 0; n < times; n++)
        {
            await RefusalAsync(userName, "wrong");
        }
    }

    private async Task<string?> RefusalAsync(string userName, string password) =>
        (await _services.SignIn.SignInAsync(userName, password, AccountServices.Home, CancellationToken.None)).Refusal;
}
