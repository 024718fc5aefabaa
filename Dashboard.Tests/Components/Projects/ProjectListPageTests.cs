using Bunit;
using Dashboard.Components.Pages.Projects;
using Dashboard.Data.Changes;
using Dashboard.Data.Operations;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Components.Projects;

public sealed class ProjectListPageTests : PageTestContext
{
    public ProjectListPageTests() => Services
        .AddSingleton<ProjectQueries>().AddSingleton<ProjectGrants>().AddSingleton<CommitteeCommands>().AddSingleton<ProjectCommands>();

    [Fact]
    public async Task A_project_that_somebody_creates_appears_without_a_reload()
    {
        var administrator = await SignInAsync(AccountRole.Administrator);
        Database.Add(Any.Committee());
        var page = Render<ProjectListPage>();
        page.WaitForAssertion(() => Assert.Contains("No project yet", page.Markup, StringComparison.Ordinal));

        await Services.GetRequiredService<ProjectCommands>().CreateAsync(administrator, new("widget", "tooling", "Apache Widget"), CancellationToken.None);

        page.WaitForAssertion(() => Assert.Contains("Apache Widget", page.Find("a[href='projects/widget']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_somebody_deletes_disappears_without_a_reload()
    {
        var administrator = await SignInAsync(AccountRole.Administrator);
        Database.Add(Any.Committee(), Any.Project());
        var page = Render<ProjectListPage>();
        page.WaitForElement("a[href='projects/widget']");

        await Services.GetRequiredService<ProjectCommands>().DeleteAsync(administrator, "widget", CancellationToken.None);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("a[href='projects/widget']")));
    }

    [Fact]
    public async Task An_empty_page_tells_an_administrator_what_to_do()
    {
        await SignInAsync(AccountRole.Administrator);

        var page = Render<ProjectListPage>();

        page.WaitForAssertion(() => Assert.Contains("Create the first one", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll("button"), button => button.TextContent.Contains("New committee", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AccountRole.Viewer)]
    [InlineData(AccountRole.ReleaseManager)]
    public async Task Others_are_offered_nothing_that_they_may_not_do(AccountRole role)
    {
        await SignInAsync(role, "widget");
        Database.Add(Any.Committee(), Any.Project());

        var page = Render<ProjectListPage>();

        page.WaitForElement("a[href='projects/widget']");
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task The_search_of_the_address_narrows_the_list()
    {
        await SignInAsync(AccountRole.Viewer);
        Database.Add(Any.Committee(), Any.Project(), Any.Project("gadget"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/projects?q=gad");

        var page = Render<ProjectListPage>();

        page.WaitForElement("a[href='projects/gadget']");
        Assert.Empty(page.FindAll("a[href='projects/widget']"));
    }

    [Fact]
    public async Task A_closed_page_listens_no_longer()
    {
        await SignInAsync(AccountRole.Viewer);
        var page = Render<ProjectListPage>();
        page.WaitForAssertion(() => Assert.Contains("No committee yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal(1, Accounts.Changes.Count(ChangeTopics.Projects));

        await DisposeComponentsAsync();

        Assert.Equal(0, Accounts.Changes.Count(ChangeTopics.Projects));
    }
}
