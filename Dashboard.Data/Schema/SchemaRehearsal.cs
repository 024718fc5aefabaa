using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>What a rehearsal found.</summary>
/// <param name="RunId">Its place in the journal.</param>
/// <param name="PlanHash">The plan that was rehearsed.</param>
/// <param name="Steps">Durations and rows of each step.</param>
/// <param name="Findings">Of each step by its migration, on the rows as they are right before it.</param>
/// <param name="Duration">The commands and the verification, without the copying.</param>
/// <param name="Problem">Why it failed; null when it went well.</param>
/// <param name="WayBack">For an upgrade: what is wrong with going down and up again; null when that went well too, or was not tried.</param>
public sealed record SchemaRehearsal(
    long RunId,
    string PlanHash,
    IReadOnlyList<ExecutedStep> Steps,
    IReadOnlyDictionary<string, IReadOnlyList<SchemaFinding>> Findings,
    TimeSpan Duration,
    string? Problem,
    string? WayBack);

public sealed partial class SchemaEngine
{
    private const string RehearsalPrefix = ".rehearsal-";

    /// <summary>
    /// Does a plan on a copy with the executor of the real run. Work on the live database goes on. An upgrade is also
    /// taken down and up again.
    /// </summary>
    public async Task<SchemaRehearsal> RehearseAsync(
        SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await FileLock.TakeAsync(RehearsalLockPath, "rehearse a schema change", _options.LockPatience, cancellation);
        return await Task.Run(() => Rehearse(plan, actor, progress, cancellation), cancellation);
    }

    private string RehearsalLockPath => DatabasePath + ".rehearsal.lock";

    private SchemaRehearsal Rehearse(SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var runId = Journal.Begin(SchemaRunKind.Rehearsal, actor, plan.From, plan.Target, plan.Hash, plan.Steps.Sum(step => step.Step.Commands.Count));
        var copy = Path.Combine(Path.GetDirectoryName(DatabasePath)!, $"{RehearsalPrefix}{Guid.NewGuid():N}.db");
        var findings = new Dictionary<string, IReadOnlyList<SchemaFinding>>(StringComparer.Ordinal);
        IReadOnlyList<ExecutedStep> executed = [];
        var clock = new System.Diagnostics.Stopwatch();
        string? wayBack = null;
        try
        {
            if (File.Exists(DatabasePath))
            {
                SqliteCopy.Make(DatabasePath, copy);
            }

            using var connection = SqliteFile.Open(copy, SqliteOpenMode.ReadWriteCreate);
            var planner = new SqlitePlanner(connection, Chain, _replay, Journal.Migrations.Stored());
            clock.Start();
            executed = Execute(
                connection, plan.Steps.Select(step => step.Step).ToList(), plan.Applied, facts => Compare(plan, facts), progress, cancellation,
                step => findings[step.MigrationId] = planner.Look(step).Findings);
            clock.Stop();
            Journal.AddSteps(runId, executed);
            if (plan.Direction == SchemaDirection.Up && plan.Steps.Count > 0 && !plan.OutOfOrder)
            {
                wayBack = DownAndUp(connection, plan, cancellation);
            }

            Journal.Log(runId, wayBack ?? "Went well.");
            Journal.Finish(runId, SchemaRunState.Succeeded);
            return new(runId, plan.Hash, executed, findings, clock.Elapsed, null, wayBack);
        }
        catch (OperationCanceledException)
        {
            Journal.Finish(runId, SchemaRunState.Cancelled);
            throw;
        }
        catch (Exception error) when (error is SchemaException or SqliteException or IOException)
        {
            Journal.Finish(runId, SchemaRunState.Failed, error.Message);
            return new(runId, plan.Hash, executed, findings, clock.Elapsed, error.Message, null);
        }
        finally
        {
            DeleteDatabase(copy);
        }
    }

    /// <summary>What is wrong with the way back; null when the schema is the same again, down and up.</summary>
    private string? DownAndUp(SqliteConnection connection, SchemaPlan plan, CancellationToken cancellation)
    {
        try
        {
            var back = PlanTo(connection, plan.From);
            if (back.Blockers.FirstOrDefault() is { } blocker)
            {
                return blocker.Text;
            }

            Execute(connection, back.Steps.Select(step => step.Step).ToList(), back.Applied, facts => Compare(back, facts), null, cancellation);
            // Planned anew: what another tool left or did without a record is gone by now.
            var again = PlanTo(connection, plan.Target);
            Execute(connection, again.Steps.Select(step => step.Step).ToList(), again.Applied, facts => Compare(plan, facts), null, cancellation);
            return null;
        }
        catch (Exception error) when (error is SchemaException or SqliteException)
        {
            return $"Going down again does not work: {error.Message}";
        }
    }

    private static void DeleteDatabase(string path)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
        {
            File.Delete(path + suffix);
        }
    }
}
