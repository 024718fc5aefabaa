using Dashboard.Data.Changes;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

public sealed class ChangeLogTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ChangeLog _log;

    public ChangeLogTests() => _log = new ChangeLog(_database.File, _time);

    public void Dispose()
    {
        _log.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void The_first_look_takes_everything_for_changed()
    {
        Assert.True(_log.Look().Everything);
        Assert.Same(ChangeLook.Nothing, _log.Look());
    }

    [Fact]
    public void A_commit_is_seen_once()
    {
        _log.Look();

        _database.Add(Any.Committee());

        Assert.Equal(["projects"], _log.Look().Topics);
        Assert.Empty(_log.Look().Topics);
    }

    [Fact]
    public void What_is_not_committed_is_not_seen()
    {
        _log.Look();
        using var connection = RawSql.Connect(_database.File);
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('x', 0, '[]', '[]', '[]')";
        command.ExecuteNonQuery();

        var before = _log.Look();
        transaction.Commit();

        Assert.Empty(before.Topics);
        Assert.Equal(["projects"], _log.Look().Topics);
    }

    [Fact]
    public void A_restored_older_state_is_taken_for_everything_changed()
    {
        using var backup = new SqliteConnection("Data Source=:memory:");
        backup.Open();
        using (var now = RawSql.Connect(_database.File))
        {
            now.BackupDatabase(backup);
        }

        _database.Add(Any.Committee());
        _log.Look();

        using (var live = RawSql.Connect(_database.File))
        {
            backup.BackupDatabase(live);
        }

        Assert.True(_log.Look().Everything);
    }

    [Fact]
    public void A_file_put_in_its_place_is_noticed_within_a_second()
    {
        _log.Look();
        File.Delete(_database.File);
        ReleaseDatabase.CopyTo(_database.File);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_log.Look().Everything);
        _database.Add(Any.Committee());
        Assert.Equal(["projects"], _log.Look().Topics);
    }

    [Fact]
    public void A_schema_without_the_table_takes_every_commit_for_everything()
    {
        _log.Look();
        _database.Run("DROP TRIGGER tr_committee_change_insert; DROP TABLE change;");
        _log.Look();

        _database.Run("INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('x', 0, '[]', '[]', '[]')");

        Assert.True(_log.Look().Everything);
        Assert.False(_log.Look().Everything);
    }

    [Fact]
    public void A_missing_database_has_no_changes_and_is_found_when_it_comes()
    {
        var file = _database.File + "-later";
        using var log = new ChangeLog(file, _time);

        Assert.Equal(ChangeLook.Nothing, log.Look());

        ReleaseDatabase.CopyTo(file);
        Assert.True(log.Look().Everything);
        Assert.False(log.Look().Everything);
    }

    [Fact]
    public void The_table_does_not_grow_with_the_topics_ever_changed()
    {
        _database.Run(
            $"""
            INSERT INTO change (topic, sequence) VALUES ('x', {TopicChange.Kept * 3});
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TopicChange.Kept + 500})
            INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) SELECT 'c' || i, 0, '[]', '[]', '[]' FROM n;
            INSERT INTO project (name, status, created) VALUES ('widget', 'ACTIVE', '2026-05-04 12:00:00');
            INSERT INTO release (name, phase, created, project_name, version, vote_manual)
                VALUES ('widget-1.0.0', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'widget', '1.0.0', 0);
            """);

        var topics = _database.Read(context => context.Set<TopicChange>().Select(change => change.Topic).ToList());

        Assert.Equal(["projects", "release:widget-1.0.0", "releases"], topics.Order());
    }

    [Fact]
    public void Who_has_not_looked_for_long_takes_everything_for_changed()
    {
        _log.Look();

        _database.Run($"INSERT INTO change (topic, sequence) VALUES ('x', {TopicChange.Kept + 1})");

        Assert.True(_log.Look().Everything);
    }
}
