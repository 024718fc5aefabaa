using Bunit;
using Dashboard.Components.Layout;
using Dashboard.Data.Operations;
using Dashboard.Features.Accounts;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components.Layout;

public sealed class PageFailureTests : PageTestContext
{
    // bUnit's own asks for its fake.
    public PageFailureTests() => Services.AddAuthorizationCore().AddSingleton<IAuthorizationService, DefaultAuthorizationService>();

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

    private string Shown(Exception error) => Render<PageFailure>(p => p.Add(x => x.Error, error)).Markup;
}
