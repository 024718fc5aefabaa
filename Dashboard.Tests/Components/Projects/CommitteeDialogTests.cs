using Bunit;
using Dashboard.Components.Pages.Projects;
using Dashboard.Data.Operations;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Dashboard.Tests.Components.Projects;

public sealed class CommitteeDialogTests : PageTestContext
{
    public CommitteeDialogTests() => Services.AddSingleton<CommitteeCommands>();

    [Fact]
    public async Task What_is_written_is_created_and_the_dialog_closes()
    {
        await SignInAsync(AccountRole.Administrator);
        var dialogs = await OpenAsync();

        dialogs.Find("#committee-name").Input("tooling");
        dialogs.Find("#committee-full-name").Input("Tooling");
        dialogs.FindAll("button").Single(b => b.TextContent == "Create committee").Click();

        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("#committee-name")));
        Assert.Equal(new("tooling", "Tooling"), Database.Read(c => CommitteeDetails.Of(c.Committees.Single())));
    }

    [Fact]
    public async Task A_broken_rule_is_named_while_it_is_written()
    {
        await SignInAsync(AccountRole.Administrator);
        var dialogs = await OpenAsync();

        dialogs.Find("#committee-name").Input("Tooling");

        dialogs.WaitForAssertion(() => Assert.Contains("only lower-case letters", dialogs.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_shown_and_nothing_that_was_written_is_lost()
    {
        await SignInAsync(AccountRole.Administrator);
        Database.Add(Any.Committee());
        var dialogs = await OpenAsync();

        dialogs.Find("#committee-name").Input("tooling");
        dialogs.FindAll("button").Single(b => b.TextContent == "Create committee").Click();

        dialogs.WaitForAssertion(() => Assert.Contains("a committee 'tooling' already", dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("tooling", dialogs.Find("#committee-name").GetAttribute("value"));
    }

    [Fact]
    public async Task Rights_that_were_lost_meanwhile_are_said_to_be_lost()
    {
        await SignInAsync(AccountRole.Viewer);
        var dialogs = await OpenAsync();

        dialogs.Find("#committee-name").Input("tooling");
        dialogs.FindAll("button").Single(b => b.TextContent == "Create committee").Click();

        dialogs.WaitForAssertion(() => Assert.Contains("administrator", dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(0, Database.Read(c => c.Committees.Count()));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync()
    {
        var dialogs = Render<MudDialogProvider>();
        await dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<CommitteeDialog>(
            "New committee", new DialogParameters<CommitteeDialog> { { d => d.Committees, [] } }));
        dialogs.WaitForElement("#committee-name");
        return dialogs;
    }
}
