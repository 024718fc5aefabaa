using Bunit;
using Dashboard.Components.Pages.Audit;
using Dashboard.Data.Operations;
using Dashboard.Features.Audit;
using Dashboard.Features.Projects;
using Dashboard.Features.Schema;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components.Audit;

public sealed class AuditTrailPageTests : PageTestContext
{
    public AuditTrailPageTests() => Services.AddSingleton<AuditQueries>().AddSingleton<CommitteeCommands>()
        .AddSingleton(new Maintenance(Accounts.Changes, TimeProvider.System)).AddSingleton<AuditMover>();

    [Fact]
    public async Task What_somebody_does_elsewhere_appears_without_a_reload()
    {
        var administrator = await SignInAsync(AccountRole.Administrator);
        var page = Render<AuditTrailPage>();
        page.WaitForAssertion(() => Assert.Contains("sign_in.succeeded", page.Markup, StringComparison.Ordinal));

        await Services.GetRequiredService<CommitteeCommands>().CreateAsync(administrator, new("tooling", "Tooling"), CancellationToken.None);
        await Services.GetRequiredService<AuditMover>().MoveAsync(CancellationToken.None);

        page.WaitForAssertion(() => Assert.Contains("as: name tooling, fullName Tooling", page.Markup, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"reason":"wrong password","address":null}""", "reason: wrong password")]
    [InlineData("""{"added":["A1"],"updated":[],"note":"","count":0}""", "added: A1; count: 0")]
    [InlineData("""{"from":{"name":"a","isPodling":true},"keys":["1","2"],"count":2}""", "from: name a, isPodling true; keys: 1, 2; count: 2")]
    public void Details_are_told_in_words(string details, string words) => Assert.Equal(words, AuditDetailsText.Of(details));
}
