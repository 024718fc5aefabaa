using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>What tasks have done is never rewritten, whoever writes: their steps, attempts, log lines and results.</summary>
public sealed class TaskHistoryTests : IDisposable
{
    private const string Started = "'2026-05-04 12:00:00'";
    private const string Ended = "'2026-05-04 12:01:00'";

    private static readonly string[] Tables = ["task", "task_step", "task_attempt", "task_log_line", "check_result"];
    private readonly ReleaseDatabase _database = new();

    /// <summary>Task 11 has completed with one row of each table, task 12 runs, and task 13 is queued.</summary>
    public TaskHistoryTests()
    {
        OneRowEach.Fill(_database);
        _database.Run(
            $$"""
            DELETE FROM task;
            INSERT INTO task (id, status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total,
                project_name, version_name, revision_number, primary_rel_path) VALUES
                (11, 'QUEUED', 'ARTIFACT_CHECK', '{}', 'alex', {{Started}}, 0, 0, 0, 3, 'widget', '1.0.0', '00001', 'widget-1.0.0.tar.gz'),
                (12, 'QUEUED', 'ARTIFACT_CHECK', '{}', 'alex', {{Started}}, 0, 0, 0, 3, 'widget', '1.0.0', '00001', 'widget-1.0.0.tar.gz'),
                (13, 'QUEUED', 'PATHS_CHECK', '{}', 'alex', {{Started}}, 0, 0, 0, 1, 'widget', '1.0.0', '00001', NULL);
            INSERT INTO task_step (task_id, ordinal, name, status, progress_done, progress_total, unit) VALUES
                (11, 1, 'sha512', 'QUEUED', 0, 3, 'BYTES'), (12, 1, 'sha512', 'QUEUED', 0, 3, 'BYTES');
            {{Start(11)}}; {{Start(12)}};
            INSERT INTO task_attempt (task_id, attempt, started, pid, server) VALUES (11, 1, {{Started}}, 7, 'here'), (12, 1, {{Started}}, 7, 'here');
            INSERT INTO task_log_line (task_id, attempt, line, at, level, message) VALUES (11, 1, 1, {{Started}}, 'INFORMATION', 'Started.');
            INSERT INTO check_result (id, release_name, revision_number, task_id, checker, created, status, message) VALUES
                (11, 'widget-1.0.0', '00001', 11, 'sha512', {{Ended}}, 'NOTE', 'The digests match.'),
                (12, 'widget-1.0.0', '00001', 12, 'sha512', {{Ended}}, 'NOTE', 'The digests match.');
            UPDATE task_step SET status = 'COMPLETED', progress_done = 3, started = {{Started}}, completed = {{Ended}} WHERE task_id = 11;
            UPDATE task_attempt SET ended = {{Ended}}, outcome = 'COMPLETED' WHERE task_id = 11;
            UPDATE task SET status = 'COMPLETED', completed = {{Ended}}, result = '{}', progress_done = 3 WHERE id = 11;
            """);
    }

    public void Dispose() => _database.Dispose();

    /// <summary>The trigger, and a statement that it refuses.</summary>
    public static readonly TheoryData<string, string> Refused = new()
    {
        { "tr_check_result_insert", "INSERT OR REPLACE INTO check_result SELECT * FROM check_result WHERE id = 12" },
        { "tr_check_result_insert", Result("11", "widget-1.0.0", "00001") },
        { "tr_check_result_insert", Result("13", "widget-1.0.0", "00001") },
        { "tr_check_result_insert", Result("NULL", "widget-1.0.0", "00001") },
        { "tr_check_result_insert", Result("12", "kit-1.0.0", "00001") },
        { "tr_check_result_insert", Result("12", "widget-1.0.0", "00002") },
        { "tr_check_result_insert", Result("12", "widget-1.0.0", "00001", """{"size":3}""") },
        { "tr_check_result_update", "UPDATE check_result SET status = 'NOTE', message = 'No blocker.'" },
        { "tr_check_result_update", "UPDATE check_result SET data = '{}'" },
        { "tr_check_result_update", "UPDATE check_result SET task_id = NULL" },
        { "tr_check_result_update", "UPDATE check_result SET task_id = 12 WHERE id = 11" },
        { "tr_check_result_update", "UPDATE check_result SET id = 13 WHERE id = 11" },
        { "tr_check_result_delete", "DELETE FROM check_result WHERE id = 11" },
        { "tr_task_attempt_insert", "INSERT OR REPLACE INTO task_attempt SELECT * FROM task_attempt WHERE task_id = 12" },
        { "tr_task_attempt_insert", Attempt(11, 2) },
        { "tr_task_attempt_insert", Attempt(12, 2) },
        { "tr_task_attempt_insert", Attempt(13, 1) },
        { "tr_task_attempt_insert", $"UPDATE task SET attempt = 2 WHERE id = 12; {Attempt(12, 2, Ended, "'LOST'")}" },
        { "tr_task_attempt_update", "UPDATE task_attempt SET server = 'elsewhere' WHERE task_id = 12" },
        { "tr_task_attempt_update", "UPDATE task_attempt SET attempt = 2 WHERE task_id = 12" },
        { "tr_task_attempt_update", "UPDATE task_attempt SET outcome = 'FAILED', error = 'No.' WHERE task_id = 11" },
        { "tr_task_attempt_update", "UPDATE task_attempt SET ended = NULL, outcome = NULL WHERE task_id = 11" },
        { "tr_task_attempt_delete", "DELETE FROM task_attempt WHERE task_id = 11" },
        { "tr_task_attempt_delete", "DELETE FROM task_attempt WHERE task_id = 12" },
        { "tr_task_step_insert", "INSERT OR REPLACE INTO task_step SELECT * FROM task_step WHERE task_id = 12" },
        { "tr_task_step_insert", Step(11, 2) },
        { "tr_task_step_insert", Step(12, 2) },
        { "tr_task_step_update", "UPDATE task_step SET name = 'signature' WHERE task_id = 12" },
        { "tr_task_step_update", "UPDATE task_step SET progress_total = 9 WHERE task_id = 12" },
        { "tr_task_step_update", "UPDATE task_step SET status = 'FAILED', message = 'No.' WHERE task_id = 11" },
        { "tr_task_step_update", "UPDATE task_step SET progress_done = 0 WHERE task_id = 11" },
        { "tr_task_step_delete", "DELETE FROM task_step WHERE task_id = 11" },
        { "tr_task_step_delete", "DELETE FROM task_step WHERE task_id = 12" },
        { "tr_task_log_line_insert", "INSERT OR REPLACE INTO task_log_line SELECT * FROM task_log_line" },
        { "tr_task_log_line_insert", Line(11, 1, 2) },
        { "tr_task_log_line_insert", Line(12, 2, 1) },
        { "tr_task_log_line_update", "UPDATE task_log_line SET message = 'Something else.'" },
        { "tr_task_log_line_delete", "DELETE FROM task_log_line" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Raw_SQL_cannot_rewrite_what_a_task_has_done(string trigger, string sql)
    {
        // As the sqlite3 shell does, without foreign keys, so that the trigger alone refuses.
        using var connection = RawSql.Connect(_database.File, foreignKeys: false);
        connection.Run("BEGIN");

        var refused = Assert.Throws<SqliteException>(() => connection.Run(sql));
        connection.Run("ROLLBACK");

        Assert.Contains($"{trigger}: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE task_step SET status = 'ACTIVE', progress_done = 2, started = " + Started + ", message = 'Reading' WHERE task_id = 12")]
    [InlineData("UPDATE task_attempt SET ended = " + Ended + ", outcome = 'LOST', error = 'The server died.' WHERE task_id = 12")]
    [InlineData("INSERT INTO task_log_line (task_id, attempt, line, at, level, message) VALUES (12, 1, 1, " + Started + ", 'ERROR', 'No.')")]
    [InlineData("INSERT INTO task_step (task_id, ordinal, name, status, progress_done, progress_total, unit) VALUES (13, 1, 'paths', 'QUEUED', 0, 1, 'ITEMS')")]
    public void A_task_that_has_not_ended_is_written(string sql) => Assert.Equal(1, _database.Run(sql));

    [Fact]
    public void A_result_with_text_facts_is_added_while_its_task_runs() =>
        Assert.Equal(1, _database.Run(Result("12", "widget-1.0.0", "00001", """{"size":"3"}""")));

    [Fact]
    public void A_later_completed_task_about_the_same_file_replaces_a_result()
    {
        _database.Run($"UPDATE task SET status = 'COMPLETED', completed = '2026-05-04 12:02:00', result = '{{}}' WHERE id = 12");

        Assert.Equal(1, _database.Run("DELETE FROM check_result WHERE task_id = 11"));
        Assert.Throws<SqliteException>(() => _database.Run("DELETE FROM check_result WHERE task_id = 12"));
    }

    [Fact]
    public void A_deleted_task_deletes_its_history_and_leaves_its_results()
    {
        _database.Run("DELETE FROM task WHERE id = 11");

        Assert.Equal(["12"], _database.Rows("SELECT task_id FROM task_step"));
        Assert.Equal(["12"], _database.Rows("SELECT task_id FROM task_attempt"));
        Assert.Empty(_database.Rows("SELECT * FROM task_log_line"));
        Assert.Equal(["|The digests match."], _database.Rows("SELECT task_id, message FROM check_result WHERE id = 11"));
    }

    [Fact]
    public void A_deleted_release_deletes_everything_of_its_tasks()
    {
        _database.Run("DELETE FROM release WHERE name = 'widget-1.0.0'");

        Assert.All(Tables, table => Assert.Empty(_database.Rows($"SELECT * FROM {table}")));
    }

    [Fact]
    public void A_long_log_drops_its_first_lines_while_the_attempt_runs()
    {
        _database.Run($"{Line(12, 1, 1)}; {Line(12, 1, 2)}");

        Assert.Equal(1, _database.Run("DELETE FROM task_log_line WHERE task_id = 12 AND line <= 1"));
    }

    private static string Start(int taskId) =>
        $"UPDATE task SET status = 'ACTIVE', attempt = attempt + 1, started = {Started}, pid = 7, server = 'here' WHERE id = {taskId}";

    private static string Result(string taskId, string release, string revision, string data = "{}") =>
        "INSERT INTO check_result (release_name, revision_number, task_id, checker, created, status, message, data) "
        + $"VALUES ('{release}', '{revision}', {taskId}, 'sha512', {Ended}, 'NOTE', 'The digests match.', '{data}')";

    private static string Attempt(int taskId, int attempt, string ended = "NULL", string outcome = "NULL") =>
        "INSERT INTO task_attempt (task_id, attempt, started, pid, server, ended, outcome) "
        + $"VALUES ({taskId}, {attempt}, {Started}, 7, 'here', {ended}, {outcome})";

    private static string Step(int taskId, int ordinal) =>
        "INSERT INTO task_step (task_id, ordinal, name, status, progress_done, progress_total, unit) "
        + $"VALUES ({taskId}, {ordinal}, 'signature', 'QUEUED', 0, 3, 'BYTES')";

    private static string Line(int taskId, int attempt, int line) =>
        $"INSERT INTO task_log_line (task_id, attempt, line, at, level, message) VALUES ({taskId}, {attempt}, {line}, {Started}, 'ERROR', 'No.')";
}
