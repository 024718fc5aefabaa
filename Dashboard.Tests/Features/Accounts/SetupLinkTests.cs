using Dashboard.Data.Operations;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class SetupLinkTests : IDisposable
{
    private readonly AccountServices _services = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task The_first_link_creates_the_administrator_and_signs_in()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        var session = await UseAsync(token!, "boss");

        var caller = await _services.FindAsync(session.Value!.Principal);
        Assert.True(caller!.IsAdministrator);
        Assert.Equal([AccountActions.LinkUsed], _services.AuditedActions("boss"));
    }

    [Fact]
    public async Task Who_came_by_a_link_has_signed_in()
    {
        await UseAsync((await _services.Links.MakeFirstAsync(CancellationToken.None))!, "boss");
        var added = await _services.Accounts.AddAsync(
            Caller.CommandLine, new AccountFacts("vera", "Vera", AccountRole.Viewer, []), CancellationToken.None);
        await UseAsync(added.Value!.SetupToken!, "vera");

        var signedIn = _services.Read(context => context.Accounts.Select(a => a.LastSignedIn).ToList());

        Assert.Equal([_services.Time.GetUtcNow().UtcDateTime, _services.Time.GetUtcNow().UtcDateTime], signedIn);
    }

    [Fact]
    public async Task A_link_of_one_start_is_worth_nothing_after_the_next()
    {
        var first = await _services.Links.MakeFirstAsync(CancellationToken.None);
        var second = await _services.Links.MakeFirstAsync(CancellationToken.None);

        var outcome = await UseAsync(first!, "boss");

        Assert.Equal(SetupLinkCommands.RefusalText, outcome.Refusal);
        Assert.NotNull(await _services.Links.FindAsync(second!, CancellationToken.None));
    }

    [Fact]
    public async Task No_link_is_made_once_there_is_an_administrator()
    {
        await _services.AddAsync("admin", AccountRole.Administrator);

        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        Assert.Null(token);
    }

    [Fact]
    public async Task A_first_link_is_worth_nothing_once_there_is_an_administrator()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);
        await _services.AddAsync("admin", AccountRole.Administrator);

        var outcome = await UseAsync(token!, "second");

        Assert.Null(await _services.Links.FindAsync(token!, CancellationToken.None));
        Assert.Equal(SetupLinkCommands.RefusalText, outcome.Refusal);
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_exactly_one_wins()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => UseAsync(token!, $"boss{n}"))));

        Assert.Single(outcomes, outcome => outcome.Done);
        Assert.Single(_services.Read(context => context.Accounts.Select(a => a.UserName).ToList()));
    }

    [Fact]
    public async Task A_link_is_too_old_after_a_day()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        _services.Time.Advance(TimeSpan.FromHours(24));

        Assert.Equal(SetupLinkCommands.RefusalText, (await UseAsync(token!, "boss")).Refusal);
    }

    [Fact]
    public async Task A_refused_password_uses_no_link_up()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        var weak = await _services.Links.UseAsync(token!, new SetupAnswers("boss", "Boss", "short"), AccountServices.Home, CancellationToken.None);

        Assert.False(weak.Done);
        Assert.True((await UseAsync(token!, "boss")).Done);
    }

    [Fact]
    public async Task A_name_that_is_taken_uses_no_link_up()
    {
        await _services.AddAsync("viewer");
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        var taken = await UseAsync(token!, "VIEWER");

        Assert.False(taken.Done);
        Assert.True((await UseAsync(token!, "boss")).Done);
    }

    [Fact]
    public async Task An_invited_account_gets_its_password_by_its_link_and_keeps_its_role()
    {
        var added = await _services.Accounts.AddAsync(
            Caller.CommandLine, new AccountFacts("sam", "Sam", AccountRole.Viewer, []), CancellationToken.None);

        var session = await UseAsync(added.Value!.SetupToken!, "boss");

        var caller = await _services.FindAsync(session.Value!.Principal);
        Assert.Equal(("sam", AccountRole.Viewer), (caller!.UserName, caller.Role));
    }

    [Fact]
    public async Task A_reset_ends_the_sessions_under_the_old_password_and_opens_a_locked_account()
    {
        var id = await _services.AddAsync("sam");
        var session = await _services.SignInAsync("sam");
        _services.Operations.Execute($"UPDATE account SET failed_sign_ins = 5, locked_until = '2030-01-01 00:00:00'");
        var link = await _services.Accounts.MakeLinkAsync(Caller.CommandLine, id, CancellationToken.None);

        await UseAsync(link.Value!.SetupToken!, "ignored");

        Assert.Null(await _services.FindAsync(session.Principal));
        Assert.NotNull(await _services.SignInAsync("sam"));
    }

    [Fact]
    public async Task A_newer_link_replaces_the_older()
    {
        var id = await _services.AddAsync("sam");
        var older = await _services.Accounts.MakeLinkAsync(Caller.CommandLine, id, CancellationToken.None);
        await _services.Accounts.MakeLinkAsync(Caller.CommandLine, id, CancellationToken.None);

        var outcome = await UseAsync(older.Value!.SetupToken!, "ignored");

        Assert.Equal(SetupLinkCommands.RefusalText, outcome.Refusal);
    }

    [Fact]
    public async Task A_disabled_account_is_not_opened_by_a_link_it_had()
    {
        var id = await _services.AddAsync("sam");
        var link = await _services.Accounts.MakeLinkAsync(Caller.CommandLine, id, CancellationToken.None);
        await _services.Accounts.DisableAsync(Caller.CommandLine, id, CancellationToken.None);
        await _services.Accounts.EnableAsync(Caller.CommandLine, id, CancellationToken.None);

        var outcome = await UseAsync(link.Value!.SetupToken!, "ignored");

        Assert.Equal(SetupLinkCommands.RefusalText, outcome.Refusal);
    }

    [Fact]
    public async Task A_changed_password_makes_an_unused_link_worth_nothing()
    {
        var sam = await _services.CallerAsync("sam");
        var link = await _services.Accounts.MakeLinkAsync(Caller.CommandLine, sam.AccountId!.Value, CancellationToken.None);
        await _services.PasswordCommands.ChangeAsync(sam, AccountServices.Password, "another long phrase of words", CancellationToken.None);

        var outcome = await UseAsync(link.Value!.SetupToken!, "ignored");

        Assert.Equal(SetupLinkCommands.RefusalText, outcome.Refusal);
    }

    [Fact]
    public async Task The_token_is_not_stored()
    {
        var token = await _services.Links.MakeFirstAsync(CancellationToken.None);

        Assert.DoesNotContain(token!, await File.ReadAllTextAsync(_services.Operations.File), StringComparison.Ordinal);
    }

    private Task<Outcome<NewSession>> UseAsync(string token, string userName) => _services.Links.UseAsync(
        token, new SetupAnswers(userName, "Somebody", AccountServices.Password), AccountServices.Home, CancellationToken.None);
}
