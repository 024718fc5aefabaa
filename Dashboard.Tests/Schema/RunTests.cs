using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Schema;

public sealed class RunTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Fact]
    public async Task A_run_is_on_record_with_its_steps_its_backup_and_its_way_back()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("SplitPersonName"));

        var result = await RunAsync("+1", reason: "because");

        var run = _database.Journal.Find(result.RunId)!;
        Assert.Equal((SchemaRunState.Succeeded, "test", "because"), (run.State, run.Who, run.Reason));
        Assert.Equal("TurnActiveIntoStatus", MigrationName.Of(Assert.Single(run.Steps).MigrationId));
        Assert.Equal(FixtureDatabase.Id("SplitPersonName"), _database.Backups.Find(result.Backup!).LastMigration);
        Assert.NotNull(_database.Journal.Migrations.Stored()[run.ToMigration!].Down);
    }

    [Fact]
    public async Task A_run_is_in_the_audit_trail_with_who_asked_and_how_it_ended()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("SplitPersonName"));

        await RunAsync("+1", reason: "because");

        using var operations = OperationsDatabase.Open(_database.OperationsPath);
        var entries = operations.AuditEntries.OrderBy(entry => entry.Id).ToList();
        Assert.Equal(["schema.upgrade_begun", "schema.upgrade_succeeded"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal("test", entry.Who));
        Assert.Contains("because", entries[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_does_not_pass_its_check_is_put_back_from_the_backup()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^2]);
        var before = _database.Contents();
        using var engine = _database.EngineOf(FixtureDatabase.Chain, options => options with { SmokeTest = _ => "The application does not like it." });

        var result = await engine.RunAsync(engine.Plan(), new("test"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Restored, result.Outcome);
        Assert.Equal(before, _database.Contents());
        Assert.Equal(FixtureDatabase.Chain.Ids[^2], _database.Engine.Inspect().Applied[^1]);
    }

    [Fact]
    public async Task A_step_that_fails_on_the_data_changes_nothing_and_says_where()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("ForbidEqualTeamNames"));
        var before = _database.Contents();
        var plan = _database.Engine.Plan("0");
        _database.Execute("PRAGMA foreign_keys = 0; CREATE TABLE stray (id INTEGER)");

        var result = await _database.Engine.RunAsync(plan, new("test"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Failed, result.Outcome);
        Assert.Contains("stray", result.Message, StringComparison.Ordinal);
        _database.Execute("DROP TABLE stray");
        Assert.Equal(before, _database.Contents());
    }

    [Fact]
    public async Task A_plan_made_before_another_run_is_refused()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var old = _database.Engine.Plan("+1");
        await RunAsync("+1");

        var result = await _database.Engine.RunAsync(old, new("test"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Failed, result.Outcome);
        Assert.Contains("new plan", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lossy_plan_needs_an_explicit_yes()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        var plan = _database.Engine.Plan("SplitPersonName");

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => _database.Engine.RunAsync(plan, new("test"), acceptLoss: false));

        Assert.Contains("person.full_name with 4 values", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_before_the_commit_nothing_has_changed()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        var before = _database.Contents();
        using var cancel = new CancellationTokenSource();
        var progress = new Sudden(value =>
        {
            if (value.State == SchemaRunState.Verifying)
            {
                cancel.Cancel();
            }
        });

        var result = await _database.Engine.RunAsync(_database.Engine.Plan(), new("test"), acceptLoss: true, progress, cancel.Token);

        Assert.Equal(SchemaRunState.Cancelled, result.Outcome);
        Assert.Equal(before, _database.Contents());
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_database()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        var before = _database.Contents();
        using var connection = _database.Open();
        connection.Execute($"PRAGMA max_page_count = {connection.Scalar<long>("PRAGMA page_count") + 1}");
        var steps = FixtureDatabase.Chain.Ids.Skip(1).Select(id => FixtureDatabase.Chain.Step(id, SchemaDirection.Up)).ToList();

        var failure = Assert.Throws<SchemaException>(() => new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null)
            .Execute(steps, [FixtureDatabase.Chain.Ids[0]], null, null, CancellationToken.None));

        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, _database.Contents());
    }

    [Fact]
    public async Task With_foreign_keys_on_the_executor_refuses_to_start()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[0]);
        using var connection = _database.Open();
        connection.Execute("PRAGMA foreign_keys = ON");

        var refusal = Assert.Throws<SchemaException>(() => new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null)
            .Execute([FixtureDatabase.Chain.Step(FixtureDatabase.Chain.Ids[1], SchemaDirection.Up)], [FixtureDatabase.Chain.Ids[0]], null, null, CancellationToken.None));

        Assert.Contains("Foreign keys are on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_vanish_without_a_command_that_says_so_stop_the_run()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("RequireNickname"));
        using var connection = _database.Open();
        var step = FixtureDatabase.Chain.Step(FixtureDatabase.Id("NarrowNotePriority"), SchemaDirection.Down);
        var bad = step with { Commands = [new("DELETE FROM note WHERE id = 1", SchemaCommandKind.Plain), .. step.Commands] };

        var refusal = Assert.Throws<SchemaException>(() => new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null)
            .Execute([bad], FixtureDatabase.Chain.Ids.Take(5).ToList(), null, null, CancellationToken.None));

        Assert.Contains("note would have 3 rows instead of 4", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_broken_references_stop_the_run_and_old_ones_do_not()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("RequireNickname"));
        _database.Execute("INSERT INTO note (person_id, body, tags, priority) VALUES (99, 'orphan', '', 1)");

        Assert.Equal(SchemaRunState.Succeeded, (await RunAsync("KeepTagsAsJson")).Outcome);
        using var connection = _database.Open();
        var bad = new SchemaStep("20990101000000_Bad", SchemaDirection.Up, [new("UPDATE note SET person_id = 98 WHERE id = 1", SchemaCommandKind.Data)], new Dictionary<string, string>(), []);
        var refusal = Assert.Throws<SchemaException>(() => new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null)
            .Execute([bad], FixtureDatabase.Chain.Ids.Take(7).ToList(), null, null, CancellationToken.None));

        Assert.Contains("1 rows of note would point to rows of person", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_that_names_a_column_which_is_gone_stops_the_run()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        using var connection = _database.Open();
        connection.Execute("CREATE TRIGGER bad AFTER UPDATE ON note BEGIN UPDATE note SET text = NEW.gone; END");

        var step = FixtureDatabase.Chain.Step(FixtureDatabase.Chain.Ids[^1], SchemaDirection.Down);
        var refusal = Assert.Throws<SchemaException>(() => new SqliteExecutor(connection, FixtureDatabase.Chain.CreateHistorySql, null)
            .Execute([step], FixtureDatabase.Chain.Ids, null, null, CancellationToken.None));

        Assert.Contains("gone", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_holds_the_database_is_waited_for_and_its_rows_are_kept()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("SplitPersonName"));
        var writer = _database.Open();
        var transaction = writer.BeginTransaction(deferred: false);
        writer.Execute("INSERT INTO team (id, name) VALUES (50, 'late')");
        var progress = new Sudden(value =>
        {
            if (value.State == SchemaRunState.BackingUp)
            {
                transaction.Commit();
                writer.Dispose();
            }
        });

        var result = await _database.Engine.RunAsync(_database.Engine.Plan("+1"), new("test"), acceptLoss: true, progress);

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal("late", _database.Scalar<string>("SELECT name FROM team WHERE id = 50"));
    }

    [Fact]
    public async Task Work_that_does_not_end_stops_the_run_and_is_named()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var gate = new StubbornGate();
        using var engine = _database.EngineOf(FixtureDatabase.Chain, options => options with { Gate = gate });

        var result = await engine.RunAsync(engine.Plan("+1"), new("test"), acceptLoss: true);

        Assert.Equal(SchemaRunState.Failed, result.Outcome);
        Assert.Contains("task 7", result.Message, StringComparison.Ordinal);
        Assert.True(gate.Cancelled);
        Assert.Null(_database.Journal.Maintenance());
    }

    [Fact]
    public async Task A_lock_row_of_another_tool_is_cleared()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        _database.Execute("""CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT); INSERT INTO "__EFMigrationsLock" VALUES (1, '2020-01-01')""");
        Assert.Equal("2020-01-01", _database.Engine.Inspect().StaleLock);

        var result = await RunAsync("+1");

        Assert.Null(_database.Engine.Inspect().StaleLock);
        Assert.Contains(_database.Journal.Find(result.RunId)!.Lines, line => line.Text.Contains("lock row that another tool left at 2020-01-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_writes_while_the_commands_run_and_what_comes_after_is_kept()
    {
        await _database.SeededAtAsync(FixtureDatabase.Id("SplitPersonName"));
        var refused = 0;
        var progress = new Sudden(value =>
        {
            if (value.State is SchemaRunState.Applying or SchemaRunState.Verifying or SchemaRunState.Committing)
            {
                using var writer = SqliteFile.Open(_database.FilePath, SqliteOpenMode.ReadWrite, busySeconds: 1);
                writer.Execute("PRAGMA busy_timeout = 0");
                using var insert = writer.CreateCommand();
                insert.CommandText = "INSERT INTO team (id, name) VALUES (50, 'between')";
                refused += Assert.Throws<SqliteException>(() => insert.ExecuteNonQuery()).SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY ? 1 : 0;
            }
        });

        var result = await _database.Engine.RunAsync(_database.Engine.Plan("+1"), new("test"), acceptLoss: true, progress);
        _database.Execute("INSERT INTO team (id, name) VALUES (51, 'after')");

        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.True(refused > 3);
        Assert.Equal(1, _database.Scalar<long>("SELECT count(*) FROM team WHERE id >= 50"));
    }

    [Fact]
    public async Task An_older_build_takes_a_newer_database_down_with_the_stored_commands()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^3]);
        await RunAsync("latest");
        using var older = _database.EngineOf(FixtureDatabase.Chain.Until(FixtureDatabase.Chain.Ids[^3]));
        Assert.Equal(SchemaCondition.Ahead, older.Inspect().Condition);

        var plan = older.Plan("-2");
        var result = await older.RunAsync(plan, new("test"), acceptLoss: true);

        Assert.All(plan.Steps, step => Assert.True(step.Stored));
        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal(SchemaCondition.Current, older.Inspect().Condition);
    }

    public void Dispose() => _database.Dispose();

    private Task<SchemaRunResult> RunAsync(string target, string? reason = null) =>
        _database.Engine.RunAsync(_database.Engine.Plan(target), new("test", reason), acceptLoss: true);

    private sealed class Sudden(Action<SchemaProgress> act) : IProgress<SchemaProgress>
    {
        public void Report(SchemaProgress value) => act(value);
    }
}
