using System.Text.RegularExpressions;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>For each foreign key: a dangling reference is refused, and a deletion of its target has the intended effect.</summary>
public sealed class ForeignKeyTests : IDisposable
{
    private const string Nothing64 = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
    private readonly ReleaseDatabase _database = new();

    public ForeignKeyTests()
    {
        OneRowEach.Fill(_database);
        // These triggers refuse before the foreign key is evaluated.
        _database.Run(
            """
            DROP TRIGGER tr_revision_delete; DROP TRIGGER tr_revision_file_delete; DROP TRIGGER tr_blob_delete;
            DROP TRIGGER tr_task_step_update; DROP TRIGGER tr_task_attempt_insert; DROP TRIGGER tr_task_attempt_delete;
            DROP TRIGGER tr_task_log_line_update; DROP TRIGGER tr_check_result_update;
            DROP TRIGGER tr_release_transition_update; DROP TRIGGER tr_vote_update; DROP TRIGGER tr_vote_delete; DROP TRIGGER tr_ballot_update; DROP TRIGGER tr_mail_update
            """);
    }

    public void Dispose() => _database.Dispose();

    /// <summary>
    /// The foreign key; its table and columns, by which SQLite reports a violation; and a statement that makes it dangle.
    /// </summary>
    public static readonly TheoryData<string, string, string> Dangling = new()
    {
        { "fk_committee_parent_committee_name", "committee(parent_committee_name)", "UPDATE committee SET parent_committee_name = 'nothing' WHERE name = 'tooling'" },
        { "fk_project_committee_name", "project(committee_name)", "UPDATE project SET committee_name = 'nothing' WHERE name = 'widget'" },
        { "fk_project_super_project_name", "project(super_project_name)", "UPDATE project SET super_project_name = 'nothing' WHERE name = 'widget'" },
        { "fk_project_release_policy_id", "project(release_policy_id)", "UPDATE project SET release_policy_id = 9 WHERE name = 'widget'" },
        { "fk_release_project_name", "release(project_name)", "INSERT INTO release (name, phase, created, project_name, version, vote_manual) VALUES ('nothing-1', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'nothing', '1', 0)" },
        { "fk_release_release_policy_id", "release(release_policy_id)", "UPDATE release SET release_policy_id = 9 WHERE name = 'widget-1.0.0'" },
        { "fk_revision_release_name", "revision(release_name)", "INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase) VALUES ('nothing-1 00001', 'nothing-1', 1, '00001', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE')" },
        { "fk_revision_parent_name", "revision(parent_name)", "INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase, parent_name) VALUES ('widget-1.0.0 00003', 'widget-1.0.0', 3, '00003', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE', 'nothing-1 00001')" },
        { "fk_revision_file_revision_name", "revision_file(revision_name)", $"INSERT INTO revision_file VALUES ('nothing-1 00001', 'a', '{OneRowEach.Sha256}')" },
        { "fk_revision_file_sha256", "revision_file(sha256)", $"INSERT INTO revision_file VALUES ('widget-1.0.0 00002', 'a', '{Nothing64}')" },
        { "fk_task_project_name", "task(project_name)", "UPDATE task SET project_name = 'nothing' WHERE id = 3" },
        { "fk_task_release", "task(project_name,version_name)", "UPDATE task SET version_name = '9.9.9' WHERE id = 1" },
        { "fk_task_retry_of_id", "task(retry_of_id)", "UPDATE task SET retry_of_id = 99 WHERE id = 2" },
        { "fk_task_step_task_id", "task_step(task_id)", "UPDATE task_step SET task_id = 99" },
        { "fk_task_attempt_task_id", "task_attempt(task_id)", "INSERT INTO task_attempt (task_id, attempt, started, pid, server) VALUES (99, 1, '2026-05-04 12:00:00', 7, 'here')" },
        { "fk_task_log_line_attempt", "task_log_line(task_id,attempt)", "UPDATE task_log_line SET attempt = 2" },
        { "fk_check_result_revision", "check_result(release_name,revision_number)", "UPDATE check_result SET revision_number = '00009'" },
        { "fk_check_result_task_id", "check_result(task_id)", "UPDATE check_result SET task_id = 99" },
        { "fk_release_transition_release_name", "release_transition(release_name)", "UPDATE release_transition SET release_name = 'nothing-1'" },
        { "fk_vote_release_name", "vote(release_name)", "UPDATE vote SET release_name = 'nothing-1'" },
        { "fk_ballot_vote_id", "ballot(vote_id)", "UPDATE ballot SET vote_id = 9" },
        { "fk_mail_release_name", "mail(release_name)", "UPDATE mail SET release_name = 'nothing-1'" },
        { "fk_key_link_committee_name", "key_link(committee_name)", "UPDATE key_link SET committee_name = 'nothing'" },
        { "fk_key_link_key_fingerprint", "key_link(key_fingerprint)", $"UPDATE key_link SET key_fingerprint = '{Nothing64}'" },
    };

    [Theory]
    [MemberData(nameof(Dangling))]
    public void A_dangling_reference_is_refused_by_its_foreign_key(string foreignKey, string columns, string sql)
    {
        var refused = Assert.Throws<SqliteException>(() => _database.Run(sql));
        var broken = BrokenBy(sql);

        Assert.Equal("SQLite Error 19: 'FOREIGN KEY constraint failed'.", refused.Message);
        Assert.Equal([(foreignKey, columns)], broken);
    }

    /// <summary>The foreign key, the deletion, a query, and its expected rows; "refused" when the deletion is.</summary>
    public static readonly TheoryData<string, string, string, string> Deletions = new()
    {
        { "fk_committee_parent_committee_name", "committee WHERE name = 'incubator'", "committee", "refused" },
        { "fk_project_committee_name", "committee WHERE name = 'tooling'", "committee", "refused" },
        { "fk_project_super_project_name", "project WHERE name = 'kit'", "project", "refused" },
        { "fk_project_release_policy_id", "release_policy WHERE id = 1", "project WHERE name = 'widget' AND release_policy_id IS NULL", "1" },
        { "fk_release_project_name", "project WHERE name = 'widget'", "project", "refused" },
        { "fk_release_release_policy_id", "release_policy WHERE id = 2", "release WHERE name = 'widget-1.0.0' AND release_policy_id IS NULL", "1" },
        { "fk_revision_release_name", "release WHERE name = 'widget-1.0.0'", "revision WHERE release_name = 'widget-1.0.0'", "0" },
        { "fk_revision_parent_name", "revision WHERE name = 'widget-1.0.0 00001'", "revision", "refused" },
        { "fk_revision_file_revision_name", "revision WHERE release_name = 'widget-1.0.0'", "revision_file WHERE revision_name LIKE 'widget-1.0.0 %'", "0" },
        { "fk_revision_file_sha256", "blob", "blob", "refused" },
        { "fk_task_project_name", "release WHERE name = 'widget-1.0.0'; DELETE FROM project WHERE name = 'widget'", "task", "0" },
        { "fk_task_release", "release WHERE name = 'widget-1.0.0'", "task WHERE version_name IS NOT NULL", "0" },
        { "fk_task_retry_of_id", "task WHERE id = 1", "task WHERE id = 2 AND retry_of_id IS NULL", "1" },
        { "fk_task_step_task_id", "task WHERE id = 1", "task_step", "0" },
        { "fk_task_attempt_task_id", "task WHERE id = 1", "task_attempt", "0" },
        { "fk_task_log_line_attempt", "task_attempt", "task_log_line", "0" },
        { "fk_check_result_revision", "revision WHERE release_name = 'widget-1.0.0'", "check_result", "0" },
        { "fk_check_result_task_id", "task WHERE id = 1", "check_result WHERE task_id IS NULL", "1" },
        { "fk_release_transition_release_name", "release WHERE name = 'kit-2.0.0'", "release_transition", "0" },
        { "fk_vote_release_name", "release WHERE name = 'kit-2.0.0'", "vote", "0" },
        { "fk_ballot_vote_id", "vote", "ballot", "0" },
        { "fk_mail_release_name", "release WHERE name = 'kit-2.0.0'", "mail", "0" },
        { "fk_key_link_committee_name", "release; UPDATE project SET super_project_name = NULL; DELETE FROM project; DELETE FROM committee WHERE name = 'tooling'", "key_link", "0" },
        { "fk_key_link_key_fingerprint", "public_signing_key", "key_link", "0" },
    };

    [Theory]
    [MemberData(nameof(Deletions))]
    public void A_deletion_is_refused_or_cascades_as_the_foreign_key_says(string foreignKey, string deleted, string watched, string expected)
    {
        var before = Count(watched);
        var broken = BrokenBy($"DELETE FROM {deleted}");
        var refused = Record.Exception(() => _database.Run($"DELETE FROM {deleted}"));

        Assert.Contains(foreignKey, broken.Select(key => key.Name));
        if (expected == "refused")
        {
            Assert.Equal("SQLite Error 19: 'FOREIGN KEY constraint failed'.", refused?.Message);
            Assert.Equal(before, Count(watched));
        }
        else
        {
            Assert.Null(refused);
            Assert.Equal(expected, Count(watched));
        }
    }

    [Fact]
    public void A_deleted_policy_leaves_its_project()
    {
        _database.Run("DELETE FROM release_policy");

        Assert.Equal("2", Count("project"));
    }

    [Fact]
    public void A_deleted_release_leaves_other_releases_unchanged()
    {
        _database.Run("DELETE FROM release WHERE name = 'widget-1.0.0'");

        Assert.Equal(["kit-1.0.0 00001", "kit-2.0.0 00001"], _database.Rows("SELECT name FROM revision ORDER BY name"));
    }

    [Fact]
    public void Every_foreign_key_has_its_tests()
    {
        var named = _database.Rows("SELECT sql FROM sqlite_master WHERE type = 'table'")
            .SelectMany(sql => sql.Split('"')).Where(word => word.StartsWith("fk_", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(named, Dangling.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
        Assert.Equal(named, Deletions.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    private string Count(string from) => _database.Rows($"SELECT count(*) FROM {from}").Single();

    /// <summary>Finds the columns of a violation. SQLite's error does not name the foreign key, but its check of a file names the columns.</summary>
    private List<(string Name, string Columns)> BrokenBy(string sql)
    {
        using var connection = RawSql.Connect(_database.File, foreignKeys: false);
        connection.Run("BEGIN");
        connection.Run(sql);
        var broken = connection.Read("SELECT DISTINCT \"table\", fkid FROM pragma_foreign_key_check").ConvertAll(row => NameOf(connection, row.Split('|')));
        connection.Run("ROLLBACK");
        return broken;
    }

    private static (string Name, string Columns) NameOf(SqliteConnection connection, string[] key)
    {
        var columns = connection.Read($"SELECT \"from\" FROM pragma_foreign_key_list('{key[0]}') WHERE id = {key[1]} ORDER BY seq");
        var table = connection.Read($"SELECT sql FROM sqlite_master WHERE name = '{key[0]}'").Single();
        var name = Regex.Match(table, $"CONSTRAINT \"(\\w+)\" FOREIGN KEY \\(\"{string.Join("\", \"", columns)}\"\\)").Groups[1].Value;
        return (name, $"{key[0]}({string.Join(',', columns)})");
    }
}
