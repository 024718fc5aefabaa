using System.Diagnostics;
using System.Globalization;
using Dashboard.Benchmarks.Storage;
using Dashboard.Data.Schema;
using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Schema;

/// <summary>A whole run, backup and verification included, beside the bare SQL of the same change by other tools.</summary>
internal static class Rebuild
{
    private const int Rows = 1_000_000;
    private const double Factor = 1.5;

    public static void Run(Report report)
    {
        using var state = new BenchState();
        state.BringUpOperations();
        // Written by hand and without a snapshot of the model: the chain is that of an older build.
        var chain = MigrationChain.Of<RebuildContext>().Until("20260102000000_RuleItems");
        using (var maker = state.Engine(chain))
        {
            maker.UpgradeAsync(chain.Ids[0]).GetAwaiter().GetResult();
        }

        Fill(state.Database);
        report.Section($"A table written anew, up and down, in a database of {new FileInfo(state.Database).Length >> 20} MB with {Rows:N0} rows");
        var plain = Shell(state, chain, report);
        Alembic(state, report);
        using var engine = state.Engine(chain);
        Looks(engine, report);
        foreach (var target in new[] { "+1", "-1" })
        {
            var clock = Stopwatch.StartNew();
            var plan = engine.Plan(target);
            var planned = clock.Elapsed;
            var result = engine.RunAsync(plan, new("benchmark"), acceptLoss: true).GetAwaiter().GetResult();
            if (result.Outcome != SchemaRunState.Succeeded)
            {
                throw new InvalidOperationException(result.Message);
            }

            var took = clock.Elapsed - planned;
            var name = target == "+1" ? "up" : "down";
            report.Line($"the plan, {name}", Seconds(planned));
            if (plain is { } shell)
            {
                var bare = target == "+1" ? shell.Up : shell.Down;
                report.Target($"the whole run, {name} (at most {Factor} times the plain SQL)", $"{Seconds(took)}, {took / bare:F2} times", took <= bare * Factor);
            }
            else
            {
                report.Line($"the whole run, {name}", Seconds(took));
            }
        }
    }

    /// <summary>The same statements by the sqlite3 shell, in one transaction, on a copy.</summary>
    private static (TimeSpan Up, TimeSpan Down)? Shell(BenchState state, MigrationChain chain, Report report)
    {
        if (!Exists("sqlite3", "-version"))
        {
            report.Line("the plain SQL in the sqlite3 shell", "absent: install Debian's sqlite3");
            return null;
        }

        var copy = Copy(state);
        TimeSpan Time(SchemaDirection direction) => Timed("sqlite3", copy, string.Join(
            "\n", ["PRAGMA foreign_keys = OFF;", "BEGIN IMMEDIATE;", .. chain.Step(chain.Ids[1], direction).Commands.Select(command => command.Sql), "COMMIT;", "PRAGMA wal_checkpoint(TRUNCATE);"]));
        var times = (Time(SchemaDirection.Up), Time(SchemaDirection.Down));
        report.Line("the plain SQL in the sqlite3 shell, up and down", $"{Seconds(times.Item1)} and {Seconds(times.Item2)}");
        File.Delete(copy);
        return times;
    }

    private static void Alembic(BenchState state, Report report)
    {
        const string Program = """
            import sys, sqlalchemy as sa
            from alembic.migration import MigrationContext
            from alembic.operations import Operations
            engine = sa.create_engine('sqlite:///' + sys.argv[1])
            with engine.begin() as connection:
                operations = Operations(MigrationContext.configure(connection))
                with operations.batch_alter_table('item', recreate='always') as item:
                    if sys.argv[2] == 'up':
                        item.create_check_constraint('ck_item_size', 'size BETWEEN 0 AND 1000000')
            """;
        // Debian's package belongs to Debian's interpreter, whichever stands first on the path.
        string[] interpreters = ["/usr/bin/python3", "python3"];
        var python = Array.Find(interpreters, candidate => Exists(candidate, "-c", "import alembic"));
        if (python is null)
        {
            report.Line("Alembic's batch mode", "absent: install Debian's python3-alembic");
            return;
        }

        var copy = Copy(state);
        var up = Timed(python, "-c", Program, copy, "up");
        var down = Timed(python, "-c", Program, copy, "down");
        report.Line("Alembic's batch mode, up and down", $"{Seconds(up)} and {Seconds(down)}");
        File.Delete(copy);
    }

    private static void Looks(SchemaEngine engine, Report report)
    {
        for (var look = 0; look < 2; look++)
        {
            var clock = Stopwatch.StartNew();
            _ = engine.Inspect().Drift;
            report.Target(look == 0 ? "a look for drift, with the replay (under 1 s)" : "a look for drift (under 1 s)", Seconds(clock.Elapsed), clock.Elapsed < TimeSpan.FromSeconds(1));
        }
    }

    private static void Fill(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = $"""
            PRAGMA synchronous = OFF;
            BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO item (name, size, body) SELECT 'item-' || (i * 7919 % {Rows}), i % 100000, printf('%.*c', 980, 'x') || i FROM n;
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        command.ExecuteNonQuery();
    }

    private static string Copy(BenchState state)
    {
        var copy = Path.Combine(state.Folder, "copy.db");
        File.Copy(state.Database, copy);
        return copy;
    }

    private static bool Exists(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static TimeSpan Timed(string program, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed : throw new InvalidOperationException($"{program} failed: {error}");
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = false })!;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s";
}
