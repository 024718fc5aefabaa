using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

/// <summary>How values are stored, for programs that read the file without this one.</summary>
public sealed class StoredValueTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void An_instant_that_is_not_utc_is_refused(DateTimeKind kind)
    {
        _database.Add(Any.Committee(), Any.Project(), Any.Release());
        using var context = _database.CreateDbContext();
        context.Releases.Single().VoteStarted = DateTime.SpecifyKind(Any.Now, kind);

        var refused = Assert.ThrowsAny<Exception>(() => context.SaveChanges());

        Assert.Contains($"An instant must be UTC, not {kind}.", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_instant_that_is_not_utc_is_refused_by_a_set_based_write_too()
    {
        _database.Add(Any.Committee(), Any.Project(), Any.Release());
        using var context = _database.CreateDbContext();
        var local = DateTime.SpecifyKind(Any.Now, DateTimeKind.Local);

        var refused = Assert.ThrowsAny<Exception>(() => context.Releases.ExecuteUpdate(r => r.SetProperty(x => x.VoteStarted, local)));

        Assert.Contains("An instant must be UTC", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_instant_comes_back_as_utc_to_the_tick()
    {
        var created = new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567);
        _database.Add(Any.Committee(), Any.Project(), new Release("widget", "1.0.0", created));

        var read = _database.Read(context => context.Releases.Single().Created);

        Assert.Equal((created, DateTimeKind.Utc), (read, read.Kind));
        Assert.Equal(["2026-05-04 12:00:00.1234567"], _database.Rows("SELECT created FROM release"));
    }

    [Fact]
    public void Instants_of_any_precision_are_in_order()
    {
        DateTime[] rising = [Any.Now, Any.Now.AddTicks(1), Any.Now.AddMilliseconds(1), Any.Now.AddMilliseconds(100), Any.Now.AddSeconds(1)];
        _database.Add(Any.Committee(), Any.Project());
        _database.Add([.. rising.Reverse().Select((at, index) => new Release("widget", $"{index}", at))]);

        var read = _database.Read(context => context.Releases.OrderBy(r => r.Created).Select(r => r.Created).ToList());

        Assert.Equal(rising, read);
    }

    [Fact]
    public void An_enum_is_stored_as_its_upper_case_name()
    {
        _database.Add(Any.Committee(), Any.Project(status: ProjectStatus.Standing), Any.Release());
        _database.Add(new ReleaseTask { TaskType = ReleaseTaskType.ArtifactCheck, AsfUid = "alex", Added = Any.Now });

        var stored = _database.Rows("SELECT p.status, r.phase, t.status, t.task_type FROM project p, release r, task t");

        Assert.Equal(["STANDING|RELEASE_CANDIDATE_DRAFT|QUEUED|ARTIFACT_CHECK"], stored);
    }

    [Fact]
    public void An_unknown_enum_name_is_an_error_when_read()
    {
        _database.Add(Any.Committee(), Any.Project());
        using (var connection = RawSql.Connect(_database.File))
        {
            connection.Run("PRAGMA ignore_check_constraints = ON");
            connection.Run("UPDATE project SET status = 'MERGED'");
        }

        var error = Assert.ThrowsAny<Exception>(() => _database.Read(context => context.Projects.Single()));

        Assert.Contains("'MERGED' is no ProjectStatus.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_stored_as_JSON_in_its_order()
    {
        _database.Add(new Committee { Name = "tooling", CommitteeMembers = ["zoe", "a\"b", "ümit"] });

        var read = _database.Read(context => context.Committees.Single().CommitteeMembers);

        Assert.Equal(["zoe", "a\"b", "ümit"], read);
        Assert.Equal(["zoe", "a\"b", "ümit"], _database.Rows("SELECT value FROM committee, json_each(committee_members)"));
    }

    [Fact]
    public void An_empty_list_is_stored_as_an_empty_array()
    {
        _database.Add(Any.Committee());

        Assert.Equal(["[]|[]|[]"], _database.Rows("SELECT committee_members, committers, release_managers FROM committee"));
    }

    [Fact]
    public void A_list_changed_in_place_is_saved()
    {
        _database.Add(Any.Committee());
        using (var context = _database.CreateDbContext())
        {
            context.Committees.Single().ReleaseManagers.Add("alex");
            context.SaveChanges();
        }

        Assert.Equal(["[\"alex\"]"], _database.Rows("SELECT release_managers FROM committee"));
    }

    [Fact]
    public void A_list_can_be_searched_in_the_database()
    {
        _database.Add(new Committee { Name = "tooling", ReleaseManagers = ["alex"] }, new Committee { Name = "other", ReleaseManagers = ["alexandra"] });

        var found = _database.Read(context => context.Committees.Where(c => c.ReleaseManagers.Contains("alex")).Select(c => c.Name).ToList());

        Assert.Equal(["tooling"], found);
    }
}
