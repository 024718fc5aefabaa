using System.Data.Common;
using Dashboard.Data.Operations;
using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>Carries out plans on a copy of the database.</summary>
internal sealed class SchemaRehearser(SchemaCore core, SchemaPlanner planner)
{
    /// <summary>What the names of copies begin with.</summary>
    public const string RehearsalPrefix = ".rehearsal-";

    /// <inheritdoc cref="SchemaEngine.RehearseAsync"/>
    public async Task<SchemaRehearsal> RehearseAsync(
        SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await FileLock.TakeAsync(core.RehearsalLockPath, "rehearse a schema change", core.Options.LockPatience, cancellation);
        return await Task.Run(() => Rehearse(plan, actor, progress, cancellation), cancellation);
    }

    private SchemaRehearsal Rehearse(SchemaPlan plan, SchemaActor actor, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var runId = core.Journal.Begin(SchemaRunKind.Rehearsal, actor, plan.From, plan.Target, plan.Hash, plan.Steps.Sum(step => step.Step.Commands.Count));
        var copy = Path.Combine(Path.GetDirectoryName(core.DatabasePath)!, $"{RehearsalPrefix}{Guid.NewGuid():N}.db");
        var findings = new Dictionary<string, IReadOnlyList<SchemaFinding>>(StringComparer.Ordinal);
        IReadOnlyList<ExecutedStep> executed = [];
        var clock = new System.Diagnostics.Stopwatch();
        string? wayBack = null;
        try
        {
            if (File.Exists(core.DatabasePath))
            {
                SqliteCopy.Make(core.DatabasePath, copy);
            }

            using var connection = SqliteFile.OpenOrCreate(copy);
            var stepPlanner = new SqlitePlanner(connection, core.Chain, core.Replay, core.Journal.Migrations.Stored());
            clock.Start();
            executed = core.Execute(
                connection, plan.Steps.Select(step => step.Step).ToList(), plan.Applied, facts => SchemaCore.Compare(plan, facts), progress, cancellation,
                step => findings[step.MigrationId] = stepPlanner.Look(step).Findings);
            clock.Stop();
            core.Journal.AddSteps(runId, executed);
            if (plan.Direction == SchemaDirection.Up && plan.Steps.Count > 0 && !plan.OutOfOrder)
            {
                wayBack = DownAndUp(connection, plan, cancellation);
            }

            core.Journal.Log(runId, wayBack ?? "Passed.");
            core.Journal.Finish(runId, SchemaRunState.Succeeded);
            return new(runId, plan.Hash, executed, findings, clock.Elapsed, null, wayBack);
        }
        catch (OperationCanceledException)
        {
            core.Journal.Finish(runId, SchemaRunState.Cancelled);
            throw;
        }
        catch (Exception error) when (SchemaErrors.IsExpected(error))
        {
            core.Journal.Finish(runId, SchemaRunState.Failed, error.Message);
            return new(runId, plan.Hash, executed, findings, clock.Elapsed, error.Message, null);
        }
        finally
        {
            SchemaCore.DeleteDatabase(copy);
        }
    }

    /// <summary>What is wrong with the way back; null when the schema is the same again, down and up.</summary>
    private string? DownAndUp(DbConnection connection, SchemaPlan plan, CancellationToken cancellation)
    {
        try
        {
            var back = planner.PlanTo(connection, plan.From);
            if (back.Blockers.FirstOrDefault() is { } blocker)
            {
                return blocker.Text;
            }

            core.Execute(connection, back.Steps.Select(step => step.Step).ToList(), back.Applied, facts => SchemaCore.Compare(back, facts), null, cancellation);
            // Planned again: what another tool left or did without a record is gone by now.
            var again = planner.PlanTo(connection, plan.Target);
            core.Execute(connection, again.Steps.Select(step => step.Step).ToList(), again.Applied, facts => SchemaCore.Compare(plan, facts), null, cancellation);
            return null;
        }
        catch (Exception error) when (SchemaErrors.IsExpected(error))
        {
            return $"Going down again does not work: {error.Message}";
        }
    }
}
