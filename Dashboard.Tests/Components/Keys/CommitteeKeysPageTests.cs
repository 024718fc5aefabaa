using Bunit;
using Dashboard.Components.Pages.Keys;
using Dashboard.Data.Operations;
using Dashboard.Features.Keys;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components.Keys;

public sealed class CommitteeKeysPageTests : PageTestContext
{
    private readonly TestKey _jane = TestKey.Ed25519();

    public CommitteeKeysPageTests()
    {
        Services.AddSingleton<KeyRings>().AddSingleton<KeyQueries>().AddSingleton<KeyCommands>();
        Services.AddScoped<AntiforgeryStateProvider, NoToken>();
        Database.Add(Any.Committee(), Any.Project());
    }

    [Fact]
    public async Task An_imported_key_appears_without_a_reload_and_turns_revoked_without_one()
    {
        var administrator = await SignInAsync(AccountRole.Administrator);
        var page = RenderPage();
        page.WaitForElement("textarea");

        await ImportAsync(administrator, _jane.ToKeys());
        page.WaitForAssertion(() => Assert.Contains("Jane", page.Find("article.key").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("Revoked", page.Markup, StringComparison.Ordinal);
        await ImportAsync(administrator, TestKey.Armor("PUBLIC KEY BLOCK", _jane.Revoke()));

        page.WaitForAssertion(() => Assert.Equal("Revoked", page.Find(".key-badge").TextContent));
        Assert.Contains("1 key, of which 0 may sign", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fingerprint_is_shown_in_groups_and_copied_without_them()
    {
        await ImportAsync(await SignInAsync(AccountRole.Administrator), _jane.ToKeys());

        var page = RenderPage();

        page.WaitForElement("article.key");
        var digits = _jane.Fingerprint.ToUpperInvariant();
        Assert.StartsWith($"{digits[..4]} {digits[4..8]} ", page.Find("article.key code").TextContent, StringComparison.Ordinal);
        Assert.Equal(_jane.Fingerprint, page.Find("[data-copy]").GetAttribute("data-copy"));
    }

    [Theory]
    [InlineData(AccountRole.Viewer, false)]
    [InlineData(AccountRole.ReleaseManager, true)]
    public async Task Whoever_may_import_is_offered_to(AccountRole role, bool offered)
    {
        await SignInAsync(role, "widget");

        var page = RenderPage();

        page.WaitForElement(offered ? "textarea" : ".empty-state");
        Assert.Equal(offered, page.FindAll("textarea").Count == 1);
    }

    [Fact]
    public async Task A_committee_that_is_not_there_is_said_not_to_be()
    {
        await SignInAsync(AccountRole.Viewer);

        var page = Render<CommitteeKeysPage>(parameters => parameters.Add(p => p.Committee, "nowhere"));

        page.WaitForAssertion(() => Assert.Contains("There is no committee", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<CommitteeKeysPage> RenderPage() => Render<CommitteeKeysPage>(parameters => parameters.Add(p => p.Committee, "tooling"));

    private async Task ImportAsync(Dashboard.Features.Accounts.Caller caller, string text)
    {
        var outcome = await Services.GetRequiredService<KeyCommands>().ImportAsync(caller, "tooling", text, CancellationToken.None);
        Assert.Null(outcome.Refusal);
    }

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
