using Bunit;
using Dashboard.Components.Layout;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Components.Layout;

public sealed class PageFailureTests : PageTestContext
{
    private readonly FakeTimeProvider _time = new();

    // bUnit's own asks for its fake.
    public PageFailureTests() => Services.AddAuthorizationCore().AddSingleton<IAuthorizationService, DefaultAuthorizationService>()
        .AddSingleton<TimeProvider>(_time);

    [Fact]
    public void Who_is_not_signed_in_any_more_is_asked_to_sign_in() =>
        Assert.Contains("Sign in to see this page.", Shown(new NotAllowedException("Nobody is signed in.")), StringComparison.Ordinal);

    [Fact]
    public async Task Whose_rights_were_taken_is_told_so()
    {
        await SignInAsync(AccountRole.Viewer);

        Assert.Contains("who may not see this page", Shown(new NotAllowedException("Only an administrator may.")), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_failure_says_what_to_do() =>
        Assert.Contains("Reload the page", Shown(new InvalidOperationException("secret")), StringComparison.Ordinal);

    [Fact]
    public void A_failure_tells_nothing_of_what_is_within() =>
        Assert.DoesNotContain("secret", Shown(new InvalidOperationException("secret")), StringComparison.Ordinal);

    [Fact]
    public void A_page_whose_database_could_not_be_read_is_tried_again_by_itself()
    {
        var tries = 0;
        var failure = Render<PageFailure>(p => p.Add(x => x.Error, new SqliteException("database is locked", 5)).Add(x => x.OnAgain, () => tries++));

        _time.Advance(TimeSpan.FromSeconds(1));

        failure.WaitForAssertion(() => Assert.Equal(1, tries));
        Assert.Contains("retries automatically", failure.Markup, StringComparison.Ordinal);
    }

    private string Shown(Exception error) => Render<PageFailure>(p => p.Add(x => x.Error, error)).Markup;
}
