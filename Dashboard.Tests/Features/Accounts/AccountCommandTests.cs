using Dashboard.Data.Operations;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class AccountCommandTests : IDisposable
{
    private readonly AccountServices _services = new();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(AccountRole.Viewer)]
    [InlineData(AccountRole.ReleaseManager)]
    public async Task Only_an_administrator_touches_accounts(AccountRole role)
    {
        var caller = await _services.CallerAsync("alex", role, "tooling");
        var facts = new AccountFacts("alex", "Alex", AccountRole.Administrator, []);

        Task[] acts =
        [
            _services.Accounts.AddAsync(caller, facts with { UserName = "mallory" }, CancellationToken.None),
            _services.Accounts.AddWithPasswordAsync(caller, facts with { UserName = "mallory" }, AccountServices.Password, CancellationToken.None),
            _services.Accounts.ChangeAsync(caller, caller.AccountId!.Value, facts, CancellationToken.None),
            _services.Accounts.DisableAsync(caller, caller.AccountId.Value, CancellationToken.None),
            _services.Accounts.EnableAsync(caller, caller.AccountId.Value, CancellationToken.None),
            _services.Accounts.MakeLinkAsync(caller, caller.AccountId.Value, CancellationToken.None),
            _services.Queries.ListAsync(caller, CancellationToken.None),
            _services.Queries.FindAsync(caller, "alex", CancellationToken.None),
        ];

        foreach (var act in acts)
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => act);
        }
    }

    [Fact]
    public async Task The_last_administrator_is_neither_disabled_nor_demoted()
    {
        var id = await _services.AddAsync("admin", AccountRole.Administrator);
        await _services.AddAsync("viewer");

        var disabled = await _services.Accounts.DisableAsync(Caller.CommandLine, id, CancellationToken.None);
        var demoted = await _services.Accounts.ChangeAsync(
            Caller.CommandLine, id, new AccountFacts("admin", "Admin", AccountRole.Viewer, []), CancellationToken.None);

        Assert.Contains("only administrator", disabled.Refusal, StringComparison.Ordinal);
        Assert.Contains("only administrator", demoted.Refusal, StringComparison.Ordinal);
        Assert.True(_services.Read(context => context.Accounts.Any(a => a.Role == AccountRole.Administrator && !a.Disabled)));
    }

    [Fact]
    public async Task A_refused_act_leaves_no_trace_and_ends_no_token()
    {
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);
        var token = await _services.Tokens.MakeAsync(admin, admin.AccountId!.Value, "ci", TimeSpan.FromDays(1), CancellationToken.None);

        await _services.Accounts.DisableAsync(Caller.CommandLine, admin.AccountId.Value, CancellationToken.None);

        Assert.NotNull(await _services.Callers.FindByTokenAsync(token.Value!.Text, CancellationToken.None));
        Assert.DoesNotContain(AccountActions.Disabled, _services.AuditedActions("admin"));
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_at_once_one_stays()
    {
        var first = await _services.CallerAsync("first", AccountRole.Administrator);
        var second = await _services.CallerAsync("second", AccountRole.Administrator);

        await Task.WhenAll(
            Task.Run(() => TryAsync(() => _services.Accounts.DisableAsync(first, second.AccountId!.Value, CancellationToken.None))),
            Task.Run(() => TryAsync(() => _services.Accounts.DisableAsync(second, first.AccountId!.Value, CancellationToken.None))));

        Assert.Equal(1, _services.Read(context => context.Accounts.Count(a => a.Disabled)));
    }

    [Fact]
    public async Task Rights_taken_a_moment_ago_are_gone_even_for_who_was_let_in_before()
    {
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);
        await _services.AddAsync("second", AccountRole.Administrator);
        await _services.Accounts.DisableAsync(Caller.CommandLine, admin.AccountId!.Value, CancellationToken.None);

        await Assert.ThrowsAsync<NotAllowedException>(() => _services.Accounts.AddAsync(
            admin, new AccountFacts("mallory", "M", AccountRole.Administrator, []), CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_takes_the_role_or_the_account_from_themselves()
    {
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);
        await _services.AddAsync("second", AccountRole.Administrator);

        var disabled = await _services.Accounts.DisableAsync(admin, admin.AccountId!.Value, CancellationToken.None);
        var demoted = await _services.Accounts.ChangeAsync(
            admin, admin.AccountId.Value, new AccountFacts("admin", "Admin", AccountRole.Viewer, []), CancellationToken.None);

        Assert.False(disabled.Done);
        Assert.False(demoted.Done);
    }

    [Fact]
    public async Task A_name_in_another_case_is_taken()
    {
        await _services.AddAsync("alex");

        var outcome = await _services.Accounts.AddAsync(
            Caller.CommandLine, new AccountFacts("Alex", "Another", AccountRole.Viewer, []), CancellationToken.None);

        Assert.False(outcome.Done);
    }

    [Fact]
    public async Task A_change_is_audited_with_what_was_and_what_is()
    {
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);
        var id = await _services.AddAsync("alex");

        await _services.Accounts.ChangeAsync(admin, id, new AccountFacts("alex", "Alex", AccountRole.ReleaseManager, ["tooling"]), CancellationToken.None);

        var entry = _services.Read(context => context.AuditEntries.Single(e => e.Action == AccountActions.Changed));
        Assert.Equal(("admin", "alex", admin.AccountId), (entry.Who, entry.Subject, entry.AccountId));
        Assert.Equal(
            """{"from":{"display_name":"The alex","role":"VIEWER","projects":[]},"to":{"display_name":"Alex","role":"RELEASE_MANAGER","projects":["tooling"]}}""",
            entry.Details);
    }

    [Fact]
    public async Task Projects_are_replaced_by_those_named()
    {
        var id = await _services.AddAsync("alex", AccountRole.ReleaseManager, "a", "b");

        await _services.Accounts.ChangeAsync(
            Caller.CommandLine, id, new AccountFacts("alex", "Alex", AccountRole.ReleaseManager, ["b", "c"]), CancellationToken.None);

        var row = await _services.Queries.FindAsync(Caller.CommandLine, "alex", CancellationToken.None);
        Assert.Equal(["b", "c"], row!.Projects.Order());
    }

    private static async Task TryAsync<T>(Func<Task<Outcome<T>>> act) where T : class
    {
        try
        {
            await act();
        }
        catch (NotAllowedException)
        {
            // The other was faster: who was disabled a moment ago may nothing any more.
        }
    }
}
