using System.Globalization;
using System.Text.Json;
using Dashboard.Data;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Schema;

/// <summary>A child process is killed with SIGKILL before each act: afterwards the database is old or new, never between.</summary>
public sealed class KillMatrixTests : IDisposable
{
    private readonly FixtureDatabase _database = new();

    [Theory]
    [InlineData(SchemaDirection.Up)]
    [InlineData(SchemaDirection.Down)]
    public async Task Killed_before_any_command_of_the_chain_nothing_has_changed(SchemaDirection direction)
    {
        var ids = FixtureDatabase.Chain.Ids;
        await _database.SeededAtAsync(direction == SchemaDirection.Up ? ids[0] : ids[^1]);
        var steps = (direction == SchemaDirection.Up ? ids.Skip(1) : ids.Skip(1).Reverse()).Select(id => FixtureDatabase.Chain.Step(id, direction)).ToList();

        await KillEverywhereAsync(FixtureDatabase.Chain, direction == SchemaDirection.Up ? [ids[0]] : ids, steps);
    }

    [Fact]
    public async Task Killed_before_any_command_of_the_product_nothing_has_changed()
    {
        var chain = MigrationChain.Of<ReleaseDbContext>();
        var file = Path.Combine(_database.Folder, "fixture.db");
        using (var empty = SqliteFile.Open(file, SqliteOpenMode.ReadWriteCreate))
        {
            empty.Execute(chain.CreateHistorySql);
        }

        await KillEverywhereAsync(chain, [], chain.Ids.Select(id => chain.Step(id, SchemaDirection.Up)).ToList());
        using (var engine = SchemaEngine.For(file, chain))
        {
            await engine.UpgradeAsync();
        }

        await KillEverywhereAsync(chain, chain.Ids, chain.Ids.Reverse().Select(id => chain.Step(id, SchemaDirection.Down)).ToList());
    }

    [Theory]
    [InlineData("+1", SchemaRunState.Draining, false)]
    [InlineData("+1", SchemaRunState.Locked, false)]
    [InlineData("+1", SchemaRunState.BackingUp, false)]
    [InlineData("+1", SchemaRunState.Applying, false)]
    [InlineData("+1", SchemaRunState.Verifying, false)]
    [InlineData("+1", SchemaRunState.Committing, false)]
    [InlineData("+1", SchemaRunState.Checking, true)]
    [InlineData("+1", SchemaRunState.Reopening, true)]
    [InlineData("-1", SchemaRunState.Committing, false)]
    [InlineData("-1", SchemaRunState.Checking, true)]
    [InlineData("-1", SchemaRunState.Reopening, true)]
    public async Task A_run_killed_in_any_state_is_settled_by_what_the_database_says(string target, SchemaRunState state, bool committed)
    {
        var before = FixtureDatabase.Id("WatchNotes");
        await _database.SeededAtAsync(before);
        await _database.Engine.StartAsync(ApplyAtStart.Never);
        Assert.True(await SchemaWorker.IsKilledAsync("run", _database.Folder, target, state.ToString()));

        await _database.Engine.RecoverAsync();

        var applied = _database.Engine.Inspect().Applied[^1];
        Assert.Equal(committed, applied != before);
        var run = _database.Journal.History(1)[0];
        Assert.Equal(committed ? SchemaRunState.Succeeded : SchemaRunState.Interrupted, run.State);
        Assert.Equal(committed && target == "-1", _database.Journal.Hold() is not null);
        Assert.Null(_database.Journal.Maintenance());
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_database.Folder, "*", SearchOption.AllDirectories), path => Path.GetFileName(path).StartsWith('.'));
        var next = await _database.Engine.RunAsync(_database.Engine.Plan(), new("test"), acceptLoss: true);
        Assert.Equal(SchemaRunState.Succeeded, next.Outcome);
    }

    [Theory]
    [InlineData(SchemaRunState.BackingUp)]
    [InlineData(SchemaRunState.Restoring)]
    public async Task A_restore_killed_before_it_is_in_place_leaves_the_present(SchemaRunState state)
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var backup = _database.Backups.Create("test", "1");
        _database.Execute("DELETE FROM note");
        var present = _database.Contents();
        Assert.True(await SchemaWorker.IsKilledAsync("restore", _database.Folder, backup.Name, state.ToString()));

        await _database.Engine.RecoverAsync();

        Assert.Equal(present, _database.Contents());
        Assert.Equal(SchemaRunState.Interrupted, _database.Journal.History(1)[0].State);
    }

    [Fact]
    public async Task A_restore_killed_after_it_is_in_place_is_finished()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[3]);
        var then = _database.Contents();
        var backup = _database.Backups.Create("test", "1");
        _database.Execute("DELETE FROM note");
        Assert.True(await SchemaWorker.IsKilledAsync("restore", _database.Folder, backup.Name, nameof(SchemaRunState.Reopening)));

        RestoredWork? recovered = null;
        using var next = _database.EngineOf(FixtureDatabase.Chain, options => options with { RecoverWork = (_, work) => recovered = work });
        await next.RecoverAsync();

        Assert.Equal(then, _database.Contents());
        Assert.Equal(SchemaRunState.Succeeded, _database.Journal.History(1)[0].State);
        Assert.Equal(RestoredWork.StartAgain, recovered);
    }

    [Fact]
    public async Task What_could_not_be_put_back_three_times_keeps_everybody_out_until_another_backup_is_in_place()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        var good = _database.Backups.Create("test", "1");
        var run = _database.Journal.Begin(SchemaRunKind.Upgrade, new("killed"), null, FixtureDatabase.Chain.Ids[^1], null, 0, backup: "20000101T000000Z-01");
        _database.Journal.Enter(run, SchemaRunState.Restoring);
        var starts = new List<bool>();
        for (var start = 0; start < 5; start++)
        {
            using var server = _database.EngineOf(FixtureDatabase.Chain);
            starts.Add((await server.StartAsync(ApplyAtStart.Always)).Serves);
        }

        var result = await _database.Engine.RestoreAsync(good.Name, new("ada"), RestoredWork.Fail);

        Assert.All(starts, Assert.False);
        Assert.Equal(SchemaRunState.Succeeded, result.Outcome);
        Assert.Equal(SchemaRunState.Failed, _database.Journal.Find(run)!.State);
        Assert.True((await _database.Engine.StartAsync(ApplyAtStart.Always)).Serves);
    }

    [Fact]
    public async Task A_chosen_backup_whose_restore_was_killed_in_place_ends_what_could_not_be_put_back()
    {
        await _database.SeededAtAsync(FixtureDatabase.Chain.Ids[^1]);
        var then = _database.Contents();
        var good = _database.Backups.Create("test", "1");
        var run = _database.Journal.Begin(SchemaRunKind.Upgrade, new("killed"), null, FixtureDatabase.Chain.Ids[^1], null, 0, backup: "20000101T000000Z-01");
        _database.Journal.Enter(run, SchemaRunState.Restoring);
        _database.Execute("DELETE FROM note");
        Assert.True(await SchemaWorker.IsKilledAsync("restore", _database.Folder, good.Name, nameof(SchemaRunState.Reopening)));

        await _database.Engine.RecoverAsync();

        Assert.Equal(SchemaRunState.Failed, _database.Journal.Find(run)!.State);
        Assert.Equal(then, _database.Contents());
        Assert.True((await _database.Engine.StartAsync(ApplyAtStart.Always)).Serves);
    }

    public void Dispose() => _database.Dispose();

    private async Task KillEverywhereAsync(MigrationChain chain, IReadOnlyList<string> applied, IReadOnlyList<SchemaStep> steps)
    {
        var template = Path.Combine(_database.Folder, "template.db");
        File.Delete(template);
        SqliteCopy.Make(Path.Combine(_database.Folder, "fixture.db"), template);
        var plan = Path.Combine(_database.Folder, "plan.json");
        await File.WriteAllTextAsync(plan, JsonSerializer.Serialize(new WorkerPlan(chain.CreateHistorySql, applied, steps)));
        var old = FixtureDatabase.Contents(template);
        // Every command, then the verification, then the commit.
        var acts = steps.Sum(step => step.Commands.Count) + 2;

        await Parallel.ForEachAsync(Enumerable.Range(0, acts), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (act, _) =>
        {
            var path = Path.Combine(_database.Folder, string.Create(CultureInfo.InvariantCulture, $"killed-{act}.db"));
            File.Copy(template, path);
            Assert.True(await SchemaWorker.IsKilledAsync("execute", plan, path, act.ToString(CultureInfo.InvariantCulture)));

            using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadWrite);
            Assert.Equal(applied, SqliteCatalog.Applied(connection));
            Assert.Null(SqliteCopy.Problem(connection));
            Assert.Equal(old, FixtureDatabase.Contents(path));
            new SqliteExecutor(connection, chain.CreateHistorySql, null).Execute(steps, applied, null, null, CancellationToken.None);
            Assert.DoesNotContain(SqliteCatalog.Tables(connection), table => table.StartsWith("ef_temp_", StringComparison.Ordinal));
        });
        foreach (var path in Directory.EnumerateFiles(_database.Folder, "killed-*"))
        {
            File.Delete(path);
        }
    }
}
