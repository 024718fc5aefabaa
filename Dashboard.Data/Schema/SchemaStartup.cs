using Dashboard.Data.Operations;

namespace Dashboard.Data.Schema;

/// <summary>What a server does with the database before it serves.</summary>
internal sealed class SchemaStartup(SchemaCore core, SchemaPlanner planner, SchemaRunner runner, SchemaRecovery recovery)
{
    /// <inheritdoc cref="SchemaEngine.StartAsync"/>
    public async Task<SchemaStart> StartAsync(
        ApplyAtStart policy, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await core.LockAsync("bring the database up", cancellation);
        var start = await StartLockedAsync(policy, progress, cancellation);
        if (start.Serves)
        {
            // Still under the lock: no run begins before this server can be seen to work.
            await core.Options.Gate.OpenAsync();
        }

        return start;
    }

    private async Task<SchemaStart> StartLockedAsync(ApplyAtStart policy, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var recovered = await Task.Run(recovery.Recover, cancellation);
        if (core.Stuck is not null)
        {
            return new(false, core.Stuck, recovered);
        }

        var inspection = await Task.Run(core.Inspect, cancellation);
        if (inspection.Condition is SchemaCondition.Missing)
        {
            var creation = await Task.Run(() => planner.Plan(), cancellation);
            if (creation.Blockers.FirstOrDefault() is { } missing)
            {
                return new(false, missing.Text, recovered);
            }

            var created = await runner.RunLockedAsync(creation, SchemaActor.Start, progress, cancellation);
            return new(created.Outcome == SchemaRunState.Succeeded, created.Message, recovered);
        }

        if (inspection.Condition == SchemaCondition.Behind)
        {
            return await BehindAsync(policy, inspection, recovered, progress, cancellation);
        }

        if (inspection.Condition == SchemaCondition.Current)
        {
            Adopt(inspection);
        }

        return new(
            inspection.Fits,
            inspection.Broken.Count == 0 || inspection.Condition != SchemaCondition.Current ? inspection.Sentence : string.Join(' ', inspection.Broken),
            recovered);
    }

    private async Task<SchemaStart> BehindAsync(
        ApplyAtStart policy, SchemaInspection inspection, IReadOnlyList<string> recovered, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        if (core.Journal.Hold() is { } hold)
        {
            return new(false, $"{hold.Who} holds the schema at {MigrationName.OrNothing(hold.MigrationId)}{(hold.Reason is null ? "" : $" ({hold.Reason})")}. An administrator releases the hold or upgrades on the schema page, or with: schema up", recovered);
        }

        if (policy == ApplyAtStart.Never)
        {
            return new(false, $"{inspection.Sentence} Schema:ApplyAtStart is never: an administrator upgrades on the schema page, or with: schema up", recovered);
        }

        var plan = await Task.Run(() => planner.Plan(), cancellation);
        if (plan.Blockers.FirstOrDefault() is { } blocker)
        {
            return new(false, blocker.Text, recovered);
        }

        if (policy == ApplyAtStart.Safe && plan.IsLossy)
        {
            return new(false, $"{inspection.Sentence} Not applied by itself, for data would be gone: {string.Join(' ', plan.AllFindings.Where(f => f.Weight == FindingWeight.Loss).Take(3).Select(f => f.Text))} An administrator upgrades on the schema page, or with: schema up", recovered);
        }

        if (core.Options.Gate.Elsewhere() is [var older, ..])
        {
            return new(false, $"{inspection.Sentence} They are applied when the server has ended that still works on the database as it is: {older}", recovered, WaitsForOthers: true);
        }

        Adopt(inspection);
        var result = await runner.RunLockedAsync(plan, SchemaActor.Start, progress, cancellation);
        return new(result.Outcome == SchemaRunState.Succeeded, result.Message, recovered);
    }

    /// <summary>Stores the way back of migrations that were applied without a journal.</summary>
    private void Adopt(SchemaInspection inspection)
    {
        var recorded = core.Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).ToList();
        if (inspection.Applied.Except(recorded, StringComparer.Ordinal).Any())
        {
            var last = inspection.Applied[^1];
            var runId = core.Journal.Begin(SchemaRunKind.Upgrade, new("start", "Taking over a database that was made without a journal"), last, last, null, 0);
            core.RecordApplied(runId, recorded, inspection.Applied, "start", []);
            core.Journal.Finish(runId, SchemaRunState.Succeeded);
        }
    }
}
