using Dashboard.Data.Changes;
using Dashboard.Data.Changes.Sqlite;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

public sealed class ChangeDetectorTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ChangeDetector _detector;

    public ChangeDetectorTests() => _detector = new ChangeDetector(_database.File, _time);

    public void Dispose()
    {
        _detector.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void The_first_poll_reports_that_everything_may_have_changed()
    {
        Assert.True(_detector.Poll().Everything);
        Assert.Same(DetectedChanges.None, _detector.Poll());
    }

    [Fact]
    public void A_commit_is_detected_once()
    {
        _detector.Poll();

        _database.Add(Any.Committee());

        Assert.Equal(["projects"], _detector.Poll().Topics);
        Assert.Empty(_detector.Poll().Topics);
    }

    [Fact]
    public void An_uncommitted_change_is_not_detected()
    {
        _detector.Poll();
        using var connection = RawSql.Connect(_database.File);
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('x', 0, '[]', '[]', '[]')";
        command.ExecuteNonQuery();

        var before = _detector.Poll();
        transaction.Commit();

        Assert.Empty(before.Topics);
        Assert.Equal(["projects"], _detector.Poll().Topics);
    }

    [Fact]
    public void A_restored_backup_may_have_changed_everything()
    {
        using var backup = new SqliteConnection("Data Source=:memory:");
        backup.Open();
        using (var now = RawSql.Connect(_database.File))
        {
            now.BackupDatabase(backup);
        }

        _database.Add(Any.Committee());
        _detector.Poll();

        using (var live = RawSql.Connect(_database.File))
        {
            backup.BackupDatabase(live);
        }

        Assert.True(_detector.Poll().Everything);
    }

    [Fact]
    public void A_replaced_database_file_is_detected_within_a_second()
    {
        _detector.Poll();
        File.Delete(_database.File);
        ReleaseDatabase.CopyTo(_database.File);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_detector.Poll().Everything);
        _database.Add(Any.Committee());
        Assert.Equal(["projects"], _detector.Poll().Topics);
    }

    [Fact]
    public void Without_the_change_table_every_commit_may_have_changed_everything()
    {
        _detector.Poll();
        _database.Run("DROP TRIGGER tr_committee_change_insert; DROP TABLE change;");
        _detector.Poll();

        _database.Run("INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('x', 0, '[]', '[]', '[]')");

        Assert.True(_detector.Poll().Everything);
        Assert.False(_detector.Poll().Everything);
    }

    [Fact]
    public void A_missing_database_has_no_changes_until_it_is_created()
    {
        var file = _database.File + "-later";
        using var detector = new ChangeDetector(file, _time);

        Assert.Equal(DetectedChanges.None, detector.Poll());

        ReleaseDatabase.CopyTo(file);
        Assert.True(detector.Poll().Everything);
        Assert.False(detector.Poll().Everything);
    }

    [Fact]
    public void The_change_table_does_not_grow_without_bound()
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
    public void After_a_long_time_without_a_poll_everything_may_have_changed()
    {
        _detector.Poll();

        _database.Run($"INSERT INTO change (topic, sequence) VALUES ('x', {TopicChange.Kept + 1})");

        Assert.True(_detector.Poll().Everything);
    }
}
