using Dashboard.Data.Changes;
using Dashboard.Data.Entities;
using Dashboard.Features.Accounts;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Tests.Features.Projects;

public sealed class CommitteeCommandsTests : IDisposable
{
    private readonly RecordedChanges _changes = new();
    private readonly ReleaseDatabase _database;
    private readonly CommitteeCommands _commands;

    public CommitteeCommandsTests()
    {
        _database = new ReleaseDatabase(new ChangeInterceptor(_changes));
        _commands = new CommitteeCommands(_database, TimeProvider.System, NullLogger<CommitteeCommands>.Instance);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_committee_is_stored_as_it_was_written()
    {
        _database.Add(Any.Committee("incubator"));

        var outcome = await CreateAsync(new("tooling", "  Tooling ", IsPodling: true, "incubator"));

        Assert.Null(outcome.Refusal);
        Assert.Equal(new("tooling", "Tooling", IsPodling: true, "incubator"), Stored("tooling"));
    }

    [Fact]
    public async Task A_new_committee_is_published_once_it_is_committed()
    {
        _changes.OnPublish = () => Assert.NotNull(Stored("tooling"));

        await CreateAsync(new("tooling"));

        Assert.Equal([ChangeTopics.Projects], _changes.Topics);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("Tooling", "lower-case")]
    [InlineData("-tooling", "begin and end")]
    [InlineData("../etc", "lower-case")]
    [InlineData("tool\ning", "lower-case")]
    [InlineData("тooling", "lower-case")]
    public async Task A_key_that_breaks_a_rule_is_refused_by_the_rule(string name, string rule)
    {
        var outcome = await CreateAsync(new(name));

        Assert.Contains(rule, outcome.Refusal, StringComparison.Ordinal);
        Assert.Empty(_database.Read(c => c.Committees.ToList()));
    }

    [Theory]
    [InlineData("Apache Tooling", "without \"Apache\"")]
    [InlineData("apache", "without \"Apache\"")]
    [InlineData("Tool\u202Eing", "invisible")]
    [InlineData("Tool\ning", "line break")]
    public async Task A_full_name_that_breaks_a_rule_is_refused_by_the_rule(string fullName, string rule)
    {
        var outcome = await CreateAsync(new("tooling", fullName));

        Assert.Contains(rule, outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_name_that_only_begins_like_Apache_is_accepted()
    {
        var outcome = await CreateAsync(new("apachecon", "Apachecon"));

        Assert.Null(outcome.Refusal);
    }

    [Fact]
    public async Task A_key_is_unique()
    {
        _database.Add(Any.Committee());

        var outcome = await CreateAsync(new("tooling", "Another"));

        Assert.Equal("There is a committee 'tooling' already.", outcome.Refusal);
    }

    [Fact]
    public async Task Of_eight_who_create_the_same_committee_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CreateAsync(new("tooling")))));

        Assert.Single(outcomes, o => o.Done);
        Assert.All(outcomes.Where(o => !o.Done), o => Assert.Equal("There is a committee 'tooling' already.", o.Refusal));
    }

    [Fact]
    public async Task A_parent_that_would_close_a_circle_is_refused()
    {
        _database.Add(Any.Committee("top"), new Committee { Name = "middle", ParentCommitteeName = "top" }, new Committee { Name = "low", ParentCommitteeName = "middle" });

        var outcome = await _commands.UpdateAsync(Acting.Administrator, new("top"), new("top", ParentName: "low"), CancellationToken.None);

        Assert.Equal("'low' is part of 'top', so it cannot be its parent.", outcome.Refusal);
        Assert.Null(Stored("top").ParentName);
    }

    [Theory]
    [InlineData("tooling", "cannot be its own parent")]
    [InlineData("nowhere", "no committee 'nowhere'")]
    public async Task A_parent_that_is_itself_or_unknown_is_refused(string parent, string rule)
    {
        var outcome = await CreateAsync(new("tooling", ParentName: parent));

        Assert.Contains(rule, outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_keeps_what_the_form_does_not_show()
    {
        _database.Add(new Committee { Name = "tooling", ReleaseManagers = ["alex"] });

        await _commands.UpdateAsync(Acting.Administrator, new("tooling"), new("tooling", "Tooling"), CancellationToken.None);

        var stored = _database.Read(c => c.Committees.Single());
        Assert.Equal(("Tooling", "alex"), (stored.FullName, stored.ReleaseManagers.Single()));
    }

    [Fact]
    public async Task A_change_by_someone_else_is_not_overwritten()
    {
        _database.Add(Any.Committee(fullName: "Theirs"));

        var outcome = await _commands.UpdateAsync(Acting.Administrator, new("tooling", "Ours"), new("tooling", "Ours, better"), CancellationToken.None);

        Assert.Contains("changed by someone else", outcome.Refusal, StringComparison.Ordinal);
        Assert.Equal("Theirs", Stored("tooling").FullName);
    }

    [Fact]
    public async Task A_committee_with_projects_stays_and_says_which()
    {
        _database.Add(Any.Committee(), Any.Project("widget"), Any.Project("gadget"));

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "tooling", CancellationToken.None);

        Assert.Equal("tooling was not deleted: it has 2 projects (gadget, widget). First move every project to another committee, or delete it.", outcome.Refusal);
        Assert.NotNull(Stored("tooling"));
    }

    [Fact]
    public async Task A_parent_stays_and_says_whose()
    {
        _database.Add(Any.Committee("incubator"), new Committee { Name = "tooling", ParentCommitteeName = "incubator" });

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "incubator", CancellationToken.None);

        Assert.Contains("parent of 1 committee (tooling)", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_committee_loses_its_links_to_keys_and_leaves_the_keys()
    {
        _database.Add(Any.Committee(), Any.Key("aa"), Any.Link("aa"));

        var outcome = await _commands.DeleteAsync(Acting.Administrator, "tooling", CancellationToken.None);

        Assert.True(outcome.Done);
        Assert.Equal((0, 0, 1), _database.Read(c => (c.Committees.Count(), c.KeyLinks.Count(), c.PublicSigningKeys.Count())));
    }

    [Fact]
    public async Task Only_an_administrator_makes_changes()
    {
        _database.Add(Any.Committee(), Any.Project());

        foreach (var caller in new[] { Acting.Viewer, Acting.ManagerOf("widget") })
        {
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.CreateAsync(caller, new("new"), CancellationToken.None));
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.UpdateAsync(caller, new("tooling"), new("tooling", "Mine"), CancellationToken.None));
            await Assert.ThrowsAsync<NotAllowedException>(() => _commands.DeleteAsync(caller, "tooling", CancellationToken.None));
        }

        Assert.Equal(new("tooling"), _database.Read(c => CommitteeDetails.Of(c.Committees.AsNoTracking().Single())));
        Assert.Empty(_changes.Topics);
    }

    private Task<Dashboard.Features.Outcome<Committee>> CreateAsync(CommitteeDetails draft) =>
        _commands.CreateAsync(Acting.Administrator, draft, CancellationToken.None);

    private CommitteeDetails Stored(string name) => _database.Read(c => CommitteeDetails.Of(c.Committees.Single(x => x.Name == name)));
}
