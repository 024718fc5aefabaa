using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Accounts;

public sealed class TokenTests : IDisposable
{
    private readonly AccountServices _services = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_token_stands_for_its_account_and_only_its_hash_is_stored()
    {
        var alex = await _services.CallerAsync("alex", AccountRole.ReleaseManager, "tooling");

        var token = await MakeAsync(alex);

        var caller = await FindAsync(token);
        Assert.Equal(("alex", CallerKind.Token, true), (caller!.UserName, caller.Kind, caller.CanManage("tooling")));
        Assert.StartsWith("rdash_", token.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Text, await File.ReadAllTextAsync(_services.Operations.File), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Text[6..], $"{token}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_token_is_nobody()
    {
        var token = await MakeAsync(await _services.CallerAsync("alex"));

        _services.Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(await FindAsync(token));
    }

    [Fact]
    public async Task A_revoked_token_is_nobody_and_the_others_go_on()
    {
        var alex = await _services.CallerAsync("alex");
        var revoked = await MakeAsync(alex);
        var kept = await MakeAsync(alex);

        await _services.Tokens.RevokeAsync(alex, revoked.Id, CancellationToken.None);

        Assert.Null(await FindAsync(revoked));
        Assert.NotNull(await FindAsync(kept));
    }

    [Fact]
    public async Task Somebody_elses_token_is_not_there_to_revoke()
    {
        var token = await MakeAsync(await _services.CallerAsync("alex"));
        var sam = await _services.CallerAsync("sam", AccountRole.ReleaseManager);

        var revoked = await _services.Tokens.RevokeAsync(sam, token.Id, CancellationToken.None);

        Assert.False(revoked);
        Assert.NotNull(await FindAsync(token));
    }

    [Fact]
    public async Task An_administrator_revokes_but_does_not_make_a_token_of_another_account()
    {
        var alex = await _services.CallerAsync("alex");
        var token = await MakeAsync(alex);
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);

        var revoked = await _services.Tokens.RevokeAsync(admin, token.Id, CancellationToken.None);

        Assert.True(revoked);
        await Assert.ThrowsAsync<NotAllowedException>(
            () => _services.Tokens.MakeAsync(admin, alex.AccountId!.Value, "mine", TimeSpan.FromDays(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_leaked_token_makes_no_tokens_and_touches_no_accounts()
    {
        var admin = await _services.CallerAsync("admin", AccountRole.Administrator);
        var token = (await FindAsync(await MakeAsync(admin)))!;

        Task[] acts =
        [
            _services.Tokens.MakeAsync(token, admin.AccountId!.Value, "more", TimeSpan.FromDays(1), CancellationToken.None),
            _services.Accounts.AddAsync(token, new AccountFacts("mallory", "M", AccountRole.Administrator, []), CancellationToken.None),
            _services.Accounts.MakeLinkAsync(token, admin.AccountId.Value, CancellationToken.None),
            _services.SignIn.EndSessionAsync(token, admin.SessionId!.Value, CancellationToken.None),
            _services.PasswordCommands.ChangeAsync(token, AccountServices.Password, "another long phrase of words", CancellationToken.None),
        ];

        foreach (var act in acts)
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => act);
        }
    }

    [Fact]
    public async Task Use_is_noted_at_most_once_a_minute()
    {
        var token = await MakeAsync(await _services.CallerAsync("alex"));
        var start = _services.Time.GetUtcNow().UtcDateTime;
        List<double> noted = [];
        foreach (var seconds in new[] { 0, 59, 1 })
        {
            _services.Time.Advance(TimeSpan.FromSeconds(seconds));
            await FindAsync(token);
            noted.Add((_services.Read(context => context.AccessTokens.Single().LastUsed!.Value) - start).TotalSeconds);
        }

        Assert.Equal([0, 0, 60], noted);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("  ", 1)]
    [InlineData("ci", 0)]
    [InlineData("ci", 367)]
    public async Task A_token_without_a_purpose_or_with_too_long_a_life_is_refused(string label, int days)
    {
        var alex = await _services.CallerAsync("alex");

        var outcome = await _services.Tokens.MakeAsync(alex, alex.AccountId!.Value, label, TimeSpan.FromDays(days), CancellationToken.None);

        Assert.False(outcome.Done);
    }

    private async Task<NewToken> MakeAsync(Caller caller) =>
        (await _services.Tokens.MakeAsync(caller, caller.AccountId!.Value, "ci", TimeSpan.FromDays(1), CancellationToken.None)).Value!;

    private async Task<Caller?> FindAsync(NewToken token) =>
        await _services.Callers.FindByTokenAsync(token.Text, CancellationToken.None) is { } principal ? await _services.FindAsync(principal) : null;
}
