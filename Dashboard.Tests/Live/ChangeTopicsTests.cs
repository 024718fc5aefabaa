using Dashboard.Data.Changes;
using Dashboard.Data.Changes.Sqlite;
using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Live;

/// <summary>The triggers write the topics of <see cref="ChangeTopics"/> for every writer.</summary>
public sealed class ChangeTopicsTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly ChangeDetector _detector;

    public ChangeTopicsTests()
    {
        OneRowEach.Fill(_database);
        _detector = new ChangeDetector(_database.File, new FakeTimeProvider());
        _detector.Poll();
    }

    public void Dispose()
    {
        _detector.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData("UPDATE committee SET full_name = 'Tools' WHERE name = 'tooling'", "projects")]
    [InlineData("UPDATE project SET full_name = 'The widget' WHERE name = 'widget'", "projects")]
    [InlineData("UPDATE release_policy SET min_hours = 72 WHERE id = 1", "projects")]
    [InlineData("UPDATE release SET vote_manual = 1 WHERE name = 'widget-1.0.0'", "releases", "release:widget-1.0.0")]
    [InlineData("UPDATE check_result SET task_id = NULL WHERE id = 1", "releases", "release:widget-1.0.0")]
    [InlineData("DELETE FROM check_result", "releases", "release:widget-1.0.0")]
    [InlineData("UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:00:05', error = 'No.', error_kind = 'CANCELLED' WHERE id = 1",
        "tasks", "task:1", "releases", "release:widget-1.0.0")]
    [InlineData("UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:00:05', error = 'No.', error_kind = 'CANCELLED' WHERE id = 3", "tasks", "task:3")]
    [InlineData("UPDATE task SET cancel_requested_at = '2026-05-04 12:00:05', cancel_requested_by = 'alex' WHERE id = 3", "tasks", "task:3")]
    [InlineData("DELETE FROM task WHERE id = 2", "tasks", "task:2", "releases", "release:widget-1.0.0")]
    [InlineData("DELETE FROM key_link", "keys")]
    public void Raw_SQL_changes_the_topics_of_its_rows(string sql, params string[] topics)
    {
        // Refuses the update of a result, which otherwise happens only when its task is deleted.
        _database.Run("DROP TRIGGER tr_check_result_update");

        _database.Run(sql);

        Assert.Equal(topics.Order(), _detector.Poll().Topics.Order());
    }

    [Fact]
    public void A_deleted_release_changes_the_topics_of_everything_deleted_with_it()
    {
        _database.Run("DELETE FROM release WHERE name = 'widget-1.0.0'");

        var topics = _detector.Poll().Topics;

        Assert.Superset(new HashSet<string> { "releases", "release:widget-1.0.0", "tasks", "task:1", "task:2" }, topics.ToHashSet());
    }

    [Fact]
    public void Saved_progress_publishes_no_change()
    {
        _database.Run(
            """
            UPDATE task SET progress_done = 2 WHERE id = 1;
            UPDATE task_step SET progress_done = 2, status = 'ACTIVE', started = '2026-05-04 12:00:01', message = 'Reading' WHERE task_id = 1;
            INSERT INTO task_log_line (task_id, attempt, line, at, level, message) VALUES (1, 1, 2, '2026-05-04 12:00:01', 'INFORMATION', 'Continued.');
            """);

        Assert.Same(DetectedChanges.None, _detector.Poll());
    }

    [Fact]
    public void An_entity_and_its_trigger_change_the_same_topics()
    {
        using var context = _database.CreateDbContext();
        var project = Any.Project("gadget");
        var release = new Release("gadget", "2.0.0", Any.Now);
        object[] entities = [Any.Committee("gadgetry"), project, release, new ReleaseTask
        {
            TaskType = ReleaseTaskType.PathsCheck,
            AsfUid = "alex",
            Added = Any.Now,
            ProjectName = "gadget",
            VersionName = "2.0.0",
        }];

        foreach (var entity in entities)
        {
            context.Add(entity);
            context.SaveChanges();

            Assert.Equal(ChangeTopics.Of(entity).Order(), _detector.Poll().Topics.Order());
        }
    }

    [Fact]
    public void The_triggers_are_reverted_and_applied_with_their_migration()
    {
        // Those of tables that came later belong to the migrations of these tables.
        const string Names = "SELECT name FROM sqlite_master WHERE name LIKE '%change%' AND tbl_name NOT IN ('release_transition', 'vote', 'ballot', 'mail') ORDER BY name";
        var before = _database.Rows(Names);
        var (down, up) = _database.Read(context =>
        {
            var migrator = context.GetService<IMigrator>();
            return (migrator.GenerateScript("AddChangeTopics", "Baseline"), migrator.GenerateScript("Baseline", "AddChangeTopics"));
        });

        _database.Run(down);
        var without = _database.Rows(Names);
        _database.Run(up);

        Assert.Empty(without);
        Assert.Equal(before, _database.Rows(Names));
    }
}
