using Dashboard.Data.Entities;
using Dashboard.Features.Projects;
using Dashboard.Tests.Support;

namespace Dashboard.Tests.Features.Projects;

public sealed class ProjectQueriesTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_list_is_ordered_by_what_is_shown()
    {
        _database.Add(Any.Committee("zebra", "aardvark"), Any.Committee("beaver"), Any.Project("zz", "zebra"), Any.Project("aa", "zebra"));

        var list = await ListAsync();

        Assert.Equal(["zebra", "beaver"], list.Committees.Select(c => c.Details.Name));
        Assert.Equal(["aa", "zz"], list.Committees[0].Projects.Select(p => p.DisplayName));
    }

    [Fact]
    public async Task A_project_shows_its_count_of_releases_and_the_latest()
    {
        _database.Add(Any.Committee(), Any.Project(), new Release("widget", "1.0.0", Any.Now), new Release("widget", "0.9.0", Any.Now.AddDays(-1)));

        var project = (await ListAsync()).Committees.Single().Projects.Single();

        Assert.Equal((2, new LatestRelease("1.0.0", ReleasePhase.ReleaseCandidateDraft)), (project.ReleaseCount, project.LatestRelease));
    }

    [Fact]
    public async Task A_committee_counts_its_keys_and_no_others()
    {
        _database.Add(Any.Committee(), Any.Committee("other"), Any.Key("aa"), Any.Key("bb"), Any.Link("aa"), Any.Link("bb"), Any.Link("aa", "other"));

        var list = await ListAsync();

        Assert.Equal([("other", 1), ("tooling", 2)], list.Committees.Select(c => (c.Details.Name, c.KeyCount)));
    }

    [Fact]
    public async Task A_project_without_a_committee_is_not_lost()
    {
        _database.Add(Any.Project(committee: null));

        var list = await ListAsync();

        Assert.Equal((1, "widget"), (list.ProjectCount, list.WithoutCommittee.Single().Details.Name));
    }

    [Fact]
    public async Task A_project_by_itself_lists_its_releases_newest_first()
    {
        _database.Add(Any.Committee(fullName: "Tooling"), Any.Project(), new Release("widget", "0.9.0", Any.Now.AddDays(-1)), new Release("widget", "1.0.0", Any.Now));

        var view = await Queries.FindAsync(Acting.Viewer, "widget", CancellationToken.None);

        Assert.Equal("Tooling", view!.CommitteeDisplayName);
        Assert.Equal([("1.0.0", null), ("0.9.0", (string?)null)], view.Releases.Select(r => (r.Version, r.LatestRevision)));
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_null()
    {
        Assert.Null(await Queries.FindAsync(Acting.Viewer, "widget", CancellationToken.None));
    }

    private ProjectQueries Queries => new(_database);

    private Task<ProjectList> ListAsync() => Queries.ListAsync(Acting.Viewer, CancellationToken.None);
}
