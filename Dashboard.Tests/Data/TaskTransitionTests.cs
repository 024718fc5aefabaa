using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

/// <summary>No writer, not even the sqlite3 shell, can write an impossible history of a task.</summary>
public sealed class TaskTransitionTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();

    public TaskTransitionTests() => _database.Add(new ReleaseTask { TaskType = ReleaseTaskType.PathsCheck, AsfUid = "alex", Added = Any.Now });

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("QUEUED", "QUEUED")]
    [InlineData("QUEUED", "ACTIVE")]
    [InlineData("QUEUED", "FAILED")]
    [InlineData("ACTIVE", "ACTIVE")]
    [InlineData("ACTIVE", "COMPLETED")]
    [InlineData("ACTIVE", "FAILED")]
    [InlineData("ACTIVE", "QUEUED")]
    public void An_allowed_transition_is_accepted(string from, string to)
    {
        Bring(from);

        var changed = _database.Run(Step(from, to));

        Assert.Equal((1, to), (changed, Status()));
    }

    [Theory]
    [InlineData("QUEUED", "COMPLETED")]
    [InlineData("COMPLETED", "QUEUED")]
    [InlineData("COMPLETED", "ACTIVE")]
    [InlineData("COMPLETED", "FAILED")]
    [InlineData("FAILED", "QUEUED")]
    [InlineData("FAILED", "ACTIVE")]
    [InlineData("FAILED", "COMPLETED")]
    public void A_forbidden_transition_by_raw_SQL_is_refused(string from, string to)
    {
        Bring(from);

        var refused = Assert.Throws<SqliteException>(() => _database.Run(Step(from, to)));

        Assert.Contains("tr_task_transition: a task goes from", refused.Message, StringComparison.Ordinal);
        Assert.Equal(from, Status());
    }

    [Theory]
    [InlineData("QUEUED", ReleaseTaskStatus.Completed)]
    [InlineData("COMPLETED", ReleaseTaskStatus.Queued)]
    [InlineData("COMPLETED", ReleaseTaskStatus.Active)]
    [InlineData("COMPLETED", ReleaseTaskStatus.Failed)]
    [InlineData("FAILED", ReleaseTaskStatus.Queued)]
    [InlineData("FAILED", ReleaseTaskStatus.Active)]
    [InlineData("FAILED", ReleaseTaskStatus.Completed)]
    public void A_forbidden_transition_through_entities_is_refused(string from, ReleaseTaskStatus to)
    {
        Bring(from);
        using var context = _database.CreateDbContext();

        var bySet = Assert.Throws<SqliteException>(() => context.Tasks.ExecuteUpdate(t => t.SetProperty(x => x.Status, to)));
        context.Entry(context.Tasks.Single()).Property(t => t.Status).CurrentValue = to;
        var bySave = Assert.Throws<DbUpdateException>(() => context.SaveChanges());

        Assert.Contains("tr_task_transition: a task goes from", bySet.Message, StringComparison.Ordinal);
        Assert.Contains("tr_task_transition: a task goes from", bySave.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(from, Status());
    }

    [Theory]
    [InlineData("COMPLETED", "result = '{\"forged\":1}'")]
    [InlineData("COMPLETED", "completed = '2027-01-01 00:00:00'")]
    [InlineData("COMPLETED", "attempt = 2")]
    [InlineData("FAILED", "error = 'Something else.'")]
    [InlineData("FAILED", "error_kind = 'CANCELLED'")]
    public void The_outcome_of_a_task_cannot_be_changed(string status, string assignment)
    {
        Bring(status);

        var refused = Assert.Throws<SqliteException>(() => _database.Run($"UPDATE task SET {assignment}"));

        Assert.Contains("tr_task_transition: a task that has ended stays as it is", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> ColumnsOfAnEndedTask()
    {
        using var database = new ReleaseDatabase();
        var cases = new TheoryData<string, string>();
        foreach (var column in database.Rows("SELECT name FROM pragma_table_info('task') WHERE name NOT IN ('id', 'status')"))
        {
            cases.Add("COMPLETED", column);
            cases.Add("FAILED", column);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(ColumnsOfAnEndedTask))]
    public void No_column_of_an_ended_task_can_be_changed(string status, string column)
    {
        Bring(status);

        // Differs from every value that the column may hold.
        var refused = Assert.Throws<SqliteException>(() => _database.Run($"UPDATE task SET {column} = coalesce({column}, 0) || '1'"));

        Assert.Contains("tr_task_transition: a task that has ended stays as it is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_outlives_the_task_that_it_retried()
    {
        _database.Run(Insert(id: 2));
        _database.Run("UPDATE task SET retry_of_id = 1 WHERE id = 2");
        _database.Run("UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:01:00', error = 'No.', error_kind = 'ERROR' WHERE id = 2");

        _database.Run("DELETE FROM task WHERE id = 1");

        Assert.Equal(["2|"], _database.Rows("SELECT id, retry_of_id FROM task"));
    }

    [Theory]
    [InlineData("QUEUED", "status = 'ACTIVE', started = '2026-05-04 12:00:00', pid = 7")]
    [InlineData("QUEUED", "status = 'ACTIVE', started = '2026-05-04 12:00:00', pid = 7, attempt = 2")]
    [InlineData("ACTIVE", "attempt = 0")]
    [InlineData("ACTIVE", "status = 'QUEUED', started = NULL, pid = NULL, attempt = 0")]
    public void An_attempt_number_that_does_not_rise_is_refused(string from, string assignments)
    {
        Bring(from);

        var refused = Assert.Throws<SqliteException>(() => _database.Run($"UPDATE task SET {assignments}"));

        Assert.Contains("tr_task_transition: an attempt begins with ACTIVE and its number only rises", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fencing_token_of_an_active_task_can_be_raised()
    {
        Bring("ACTIVE");

        _database.Run("UPDATE task SET attempt = attempt + 1");

        Assert.Equal(["ACTIVE|2"], _database.Rows("SELECT status, attempt FROM task"));
    }

    [Fact]
    public void A_requeued_task_starts_its_next_attempt()
    {
        Bring("ACTIVE");
        _database.Run(Step("ACTIVE", "QUEUED"));

        _database.Run(Step("QUEUED", "ACTIVE"));

        Assert.Equal(["ACTIVE|2"], _database.Rows("SELECT status, attempt FROM task"));
    }

    [Theory]
    [InlineData("ACTIVE", "0", "'2026-05-04 12:00:00', 7, NULL, NULL, NULL, NULL")]
    [InlineData("COMPLETED", "0", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', '{}', NULL, NULL")]
    [InlineData("FAILED", "0", "NULL, NULL, '2026-05-04 12:00:00', NULL, 'No.', 'ERROR'")]
    [InlineData("QUEUED", "1", "NULL, NULL, NULL, NULL, NULL, NULL")]
    public void A_task_is_inserted_as_queued_without_an_attempt(string status, string attempt, string rest)
    {
        var sql = "INSERT INTO task (status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total, "
            + $"started, pid, completed, result, error, error_kind) VALUES ('{status}', 'PATHS_CHECK', '{{}}', 'alex', '2026-05-04 12:00:00', {attempt}, 0, 0, 1, {rest})";

        var refused = Assert.Throws<SqliteException>(() => _database.Run(sql));

        Assert.Contains("tr_task_insert: a task is born QUEUED", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT OR REPLACE")]
    [InlineData("INSERT OR IGNORE")]
    [InlineData("REPLACE")]
    public void A_task_cannot_be_replaced(string verb)
    {
        Bring("COMPLETED");

        var refused = Assert.Throws<SqliteException>(() => _database.Run(Insert(id: 1).Replace("INSERT", verb, StringComparison.Ordinal)));

        Assert.Contains("tr_task_insert: a task's id is never used again", refused.Message, StringComparison.Ordinal);
        Assert.Equal("COMPLETED", Status());
    }

    [Fact]
    public void A_task_cannot_be_replaced_by_an_upsert()
    {
        Bring("COMPLETED");

        var refused = Assert.Throws<SqliteException>(() => _database.Run(
            Insert(id: 1) + " ON CONFLICT (id) DO UPDATE SET status = 'QUEUED', completed = NULL, result = NULL, started = NULL, pid = NULL"));

        Assert.Contains("tr_task_insert: a task's id is never used again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_of_a_deleted_task_is_not_reused()
    {
        _database.Run(Insert(id: 2));
        _database.Run("DELETE FROM task WHERE id = 2");

        var refused = Assert.Throws<SqliteException>(() => _database.Run(Insert(id: 2)));
        using var context = _database.CreateDbContext();
        var next = context.Add(new ReleaseTask { TaskType = ReleaseTaskType.PathsCheck, AsfUid = "alex", Added = Any.Now });
        context.SaveChanges();

        Assert.Contains("tr_task_insert: a task's id is never used again", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, next.Entity.Id);
    }

    [Theory]
    [InlineData("INSERT", 0, "tr_task_insert: ")]
    [InlineData("INSERT", -2, "tr_task_insert: ")]
    [InlineData("INSERT", -1, "tr_task_id: a task's id is a number from 1")]
    [InlineData("INSERT OR IGNORE", -1, "tr_task_id: a task's id is a number from 1")]
    [InlineData("INSERT OR REPLACE", -1, "tr_task_id: a task's id is a number from 1")]
    public void A_tasks_id_is_positive(string verb, int id, string message)
    {
        var refused = Assert.Throws<SqliteException>(() => _database.Run(Insert(id).Replace("INSERT", verb, StringComparison.Ordinal)));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], _database.Rows("SELECT id FROM task"));
    }

    [Theory]
    [InlineData("UPDATE task SET id = 9 WHERE id = 1")]
    [InlineData("UPDATE OR REPLACE task SET id = 2 WHERE id = 1")]
    public void A_task_keeps_its_id(string sql)
    {
        _database.Run(Insert(id: 2));

        var refused = Assert.Throws<SqliteException>(() => _database.Run(sql));

        Assert.Contains("tr_task_transition: a task keeps its id", refused.Message, StringComparison.Ordinal);
    }

    private string Status() => _database.Rows("SELECT status FROM task").Single();

    private void Bring(string status)
    {
        if (status is "ACTIVE" or "COMPLETED")
        {
            _database.Run(Step("QUEUED", "ACTIVE"));
        }

        if (status is "COMPLETED" or "FAILED")
        {
            _database.Run(Step("ACTIVE", status));
        }
    }

    /// <summary>Sets every column as the new status requires, so that only the transition itself can be refused.</summary>
    private static string Step(string from, string to) => "UPDATE task SET status = '" + to + "', " + to switch
    {
        "QUEUED" => "started = NULL, pid = NULL, completed = NULL, result = NULL, error = NULL, error_kind = NULL",
        "ACTIVE" when from == "ACTIVE" => "progress_total = 9, progress_done = 1",
        "ACTIVE" => "started = '2026-05-04 12:00:00', pid = 7, completed = NULL, result = NULL, error = NULL, error_kind = NULL, attempt = attempt + 1",
        "COMPLETED" => "completed = '2026-05-04 12:01:00', result = '{}', error = NULL, error_kind = NULL",
        _ => "completed = '2026-05-04 12:01:00', result = NULL, error = 'No.', error_kind = 'ERROR'",
    };

    private static string Insert(int id) =>
        "INSERT INTO task (id, status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total) "
        + $"VALUES ({id}, 'QUEUED', 'PATHS_CHECK', '{{}}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 1)";
}
