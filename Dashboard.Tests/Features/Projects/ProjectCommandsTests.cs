using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Data.Operations;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Projects;

public sealed class ProjectCommandsTests : IDisposable
{
    private readonly RecordedChanges _changes = new();
    private readonly ReleaseDatabase _database;
    private readonly AccountServices _accounts = new();
    private readonly ProjectCommands _commands;

    public ProjectCommandsTests()
    {
        _database = new ReleaseDatabase(new ChangeInterceptor(_changes));
        _database.Add(Any.Committee());
        var time = new FakeTimeProvider(Any.Now);
        _commands = new ProjectCommands(_database, new ProjectGrants(_accounts.Operations, _accounts.Changes, time), time, NullLogger<ProjectCommands>.Instance);
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task A_project_is_stored_as_it_was_written()
    {
        var outcome = await CreateAsync(new("widget", "tooling", " Apache Widget ", "Turns.\r\nAnd turns. ", ProjectStatus.Dormant));

        Assert.Null(outcome.Refusal);
        var stored = _database.Read(c => c.Projects.Single());
        Assert.Equal(new("widget", "tooling", "Apache Widget", "Turns.\nAnd turns.", ProjectStatus.Dormant), ProjectDetails.Of(stored));
        Assert.Equal((Any.Now, "ada"), (stored.Created, stored.CreatedBy));
    }

    [Fact]
    public async Task A_new_project_is_published_once_it_is_committed()
    {
        _changes.OnPublish = () => Assert.Equal(1, _database.Read(c => c.Projects.Count()));

        await CreateAsync(new("widget", "tooling"));

        Assert.Equal([ChangeTopics.Projects], _changes.Topics);
    }

    [Theory]
    [InlineData("a_b", "tooling", null, "lower-case")]
    [InlineData("widget", null, null, "choose one")]
    [InlineData("widget", " ", null, "choose one")]
    [InlineData("widget", "nowhere", null, "no committee 'nowhere'")]
    [InlineData("widget", "tooling", "Wid\u0007get", "control or invisible")]
    public async Task Details_that_break_a_rule_are_refused_by_the_rule(string name, string? committee, string? description, string rule)
    {
        var outcome = await CreateAsync(new(name, committee, Description: description));

        Assert.Contains(rule, outcome.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, _database.Read(c => c.Projects.Count()));
    }

    [Fact]
    public async Task A_description_may_be_as_long_as_the_rule_says_and_no_longer()
    {
        var longest = new string('a', DisplayText.MaxDescriptionLength);

        Assert.True((await CreateAsync(new("widget", "tooling", Description: longest))).Done);
        Assert.Contains("longer than 2000", (await CreateAsync(new("gadget", "tooling", Description: longest + "a"))).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_out_of_range_is_refused()
    {
        var outcome = await CreateAsync(new("widget", "tooling", Status: (ProjectStatus)9));

        Assert.Equal("There is no such status.", outcome.Refusal);
    }

    [Fact]
    public async Task A_key_is_unique()
    {
        _database.Add(Any.Project());

        var outcome = await CreateAsync(new("widget", "tooling"));

        Assert.Equal("There is a project 'widget' already.", outcome.Refusal);
    }

    [Fact]
    public async Task A_change_keeps_key_and_creation()
    {
        _database.Add(Any.Committee("other"), Any.Project());

        var outcome = await _commands.UpdateAsync(
            Acting.Administrator, new("widget", "tooling"), new("renamed", "other", Status: ProjectStatus.Retired), CancellationToken.None);

        Assert.Null(outcome.Refusal);
        var stored = _database.Read(c => c.Projects.Single());
        Assert.Equal(("widget", "other", ProjectStatus.Retired, Any.Now), (stored.Name, stored.CommitteeName, stored.Status, stored.Created));
    }

    [Fact]
    public async Task A_change_by_someone_else_is_not_overwritten()
    {
        _database.Add(Any.Project(status: ProjectStatus.Retired));

        var outcome = await _commands.UpdateAsync(
            Acting.Administrator, new("widget", "tooling"), new("widget", "tooling", "Widget"), CancellationToken.None);

        Assert.Contains("changed by someone else", outcome.Refusal, StringComparison.Ordinal);
        Assert.Null(_database.Read(c => c.Projects.Single().FullName));
    }

    [Fact]
    public async Task A_deleted_project_cannot_be_changed()
    {
        var outcome = await _commands.UpdateAsync(
            Acting.Administrator, new("widget", "tooling"), new("widget", "tooling", "Widget"), CancellationToken.None);

        Assert.Contains("was deleted", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_with_releases_stays_and_says_which()
    {
        _database.Add(Any.Project(), Any.Release());

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "widget", CancellationToken.None);

        Assert.Equal("widget was not deleted: it has 1 release (1.0.0), and releases are kept. Set its status to retired instead.", outcome.Refusal);
        Assert.Equal(1, _database.Read(c => c.Projects.Count()));
    }

    [Fact]
    public async Task A_project_that_others_belong_to_stays()
    {
        _database.Add(Any.Project(), new Project { Name = "widget-core", CommitteeName = "tooling", SuperProjectName = "widget", Created = Any.Now });

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "widget", CancellationToken.None);

        Assert.Contains("widget-core", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_project_takes_its_policy_along()
    {
        _database.Add(new Project { Name = "widget", CommitteeName = "tooling", Created = Any.Now, ReleasePolicy = new ReleasePolicy { MinHours = 96 } });

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "widget", CancellationToken.None);

        Assert.True(outcome.Done);
        Assert.Equal((0, 0), _database.Read(c => (c.Projects.Count(), c.ReleasePolicies.Count())));
        Assert.Contains(ChangeTopics.Projects, _changes.Topics);
    }

    [Fact]
    public async Task Whoever_managed_a_deleted_project_does_not_manage_the_next_of_its_name()
    {
        _database.Add(Any.Project());
        var manager = await _accounts.AddAsync("max", AccountRole.ReleaseManager, "widget", "gadget");

        await _commands.DeleteAsync(Acting.Administrator, "widget", CancellationToken.None);

        Assert.Equal(["gadget"], ProjectsOf(manager));
    }

    [Fact]
    public async Task Rights_that_a_lost_project_left_behind_do_not_reach_a_new_one()
    {
        var manager = await _accounts.AddAsync("max", AccountRole.ReleaseManager, "widget");

        await CreateAsync(new("widget", "tooling"));

        Assert.Empty(ProjectsOf(manager));
    }

    [Fact]
    public async Task Only_an_administrator_makes_changes()
    {
        _database.Add(Any.Project());

        foreach (var caller in new[] { Acting.Viewer, Acting.ManagerOf("widget") })
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.CreateAsync(caller, new("new", "tooling"), CancellationToken.None));
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.UpdateAsync(caller, new("widget", "tooling"), new("widget", "tooling", "Mine"), CancellationToken.None));
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.DeleteAsync(caller, "widget", CancellationToken.None));
        }

        Assert.Equal(new("widget", "tooling"), _database.Read(c => ProjectDetails.Of(c.Projects.AsNoTracking().Single())));
        Assert.Empty(_changes.Topics);
    }

    private List<string> ProjectsOf(long accountId) =>
        _accounts.Read(c => c.Accounts.Where(a => a.Id == accountId).SelectMany(a => a.Projects).Select(p => p.ProjectName).ToList());

    private Task<Outcome<Project>> CreateAsync(ProjectDetails draft) => _commands.CreateAsync(Acting.Administrator, draft, CancellationToken.None);
}
