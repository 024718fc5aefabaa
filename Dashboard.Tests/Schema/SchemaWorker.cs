using System.Diagnostics;
using System.Text.Json;
using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Schema.Fixture;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Schema;

/// <summary>What the worker executes: made by the test, so that the worker need not build the model.</summary>
internal sealed record WorkerPlan(string CreateHistorySql, IReadOnlyList<string> Applied, IReadOnlyList<SchemaStep> Steps);

/// <summary>The test assembly as a program: a process that dies by its own SIGKILL right before a given act.</summary>
internal static class SchemaWorker
{
    public const string Verb = "schema";

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["execute", var planPath, var database, var killBefore]:
                var plan = JsonSerializer.Deserialize<WorkerPlan>(await File.ReadAllTextAsync(planPath))!;
                using (var connection = SqliteFile.Open(database, SqliteOpenMode.ReadWriteCreate))
                {
                    connection.Execute("PRAGMA journal_mode = WAL");
                    new SqliteExecutor(connection, plan.CreateHistorySql, new Killer(int.Parse(killBefore, System.Globalization.CultureInfo.InvariantCulture), null))
                        .Execute(plan.Steps, plan.Applied, null, null, CancellationToken.None);
                }

                return 0;
            case ["run", var directory, var target, var state]:
                using (var engine = FixtureDatabase.EngineAt(directory, FixtureDatabase.Chain))
                {
                    await engine.RunAsync(engine.Plan(target), new("worker"), acceptLoss: true, new Killer(null, Enum.Parse<SchemaRunState>(state)));
                }

                return 0;
            case ["restore", var directory, var backup, var state]:
                using (var engine = FixtureDatabase.EngineAt(directory, FixtureDatabase.Chain))
                {
                    await engine.RestoreAsync(backup, new("worker"), RestoredWork.StartAgain, new Killer(null, Enum.Parse<SchemaRunState>(state)));
                }

                return 0;
            case ["start", var directory]:
                using (var engine = FixtureDatabase.EngineAt(directory, FixtureDatabase.Chain))
                {
                    return (await engine.StartAsync(ApplyAtStart.Always)).Serves ? 0 : 1;
                }

            case ["plan", var directory]:
                using (var engine = FixtureDatabase.EngineAt(directory, FixtureDatabase.Chain))
                {
                    Console.WriteLine(string.Join('\n', engine.Plan().Blockers.Select(blocker => blocker.Text)));
                }

                return 0;
            case ["fill", var directory]:
                await SmallDisk.RunAsync(directory);
                return 0;
            case ["hold", var directory]:
                using (var held = FileLock.TryTake(StateServers.LockOf(directory, "worker"), "be looked at"))
                {
                    StateServers.Mark(directory, "worker", working: true);
                    Console.WriteLine("held");
                    await Console.In.ReadToEndAsync();
                }

                return 0;
            default:
                return 2;
        }
    }

    /// <summary>Starts the worker.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(SchemaWorker).Assembly.Location);
        start.ArgumentList.Add(Verb);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Starts the worker and waits for its end.</summary>
    /// <returns>Whether it was killed; false when it came to its end.</returns>
    public static async Task<bool> IsKilledAsync(params string[] arguments)
    {
        using var worker = Start(arguments);
        var error = worker.StandardError.ReadToEndAsync();
        await worker.WaitForExitAsync();
        // 128 + SIGKILL; anything else but 0 is an error of the worker itself.
        return worker.ExitCode is 137 || (worker.ExitCode == 0 ? false : throw new InvalidOperationException(await error));
    }

    private sealed class Killer(int? before, SchemaRunState? state) : IProgress<SchemaProgress>
    {
        private int _acts;

        public void Report(SchemaProgress value)
        {
            if (value.State == state || _acts++ == before)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
