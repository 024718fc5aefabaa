namespace Dashboard.Data.Schema;

/// <summary>The setting <c>Schema:ApplyAtStart</c>.</summary>
public enum ApplyAtStart
{
    /// <summary>Pending migrations are applied when nothing lossy is in them.</summary>
    Safe,

    /// <summary>Pending migrations are applied whatever they do.</summary>
    Always,

    /// <summary>An administrator applies pending migrations.</summary>
    Never,
}

/// <summary>Whether a server may serve.</summary>
/// <param name="Serves">False: only the schema page and sign-in work.</param>
/// <param name="Sentence">What is wrong and who can mend it, or what was done.</param>
/// <param name="Settled">Interrupted runs that were found, and what became of them.</param>
/// <param name="WaitsForOthers">Whether all it waits for is the end of a server that still works on the schema as it is.</param>
public sealed record SchemaStart(bool Serves, string Sentence, IReadOnlyList<string> Settled, bool WaitsForOthers = false);

public sealed partial class SchemaEngine
{
    /// <summary>
    /// What a server does with the database before it serves: settles interrupted runs, creates an empty database, applies what
    /// is pending if the policy and a hold allow it. Servers that start at once wait for each other.
    /// </summary>
    /// <returns>Never throws for the state of the database: a server that cannot serve says why.</returns>
    /// <exception cref="SchemaException">Another process changes the schema for longer than the lock's patience.</exception>
    public async Task<SchemaStart> StartAsync(
        ApplyAtStart policy, IProgress<SchemaProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var held = await FileLock.TakeAsync(LockPath, "bring the database up", _options.LockPatience, cancellation);
        var start = await StartLockedAsync(policy, progress, cancellation);
        if (start.Serves)
        {
            // Still under the lock: no run begins before this server can be seen to work.
            await _options.Gate.OpenAsync();
        }

        return start;
    }

    private async Task<SchemaStart> StartLockedAsync(ApplyAtStart policy, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        var settled = await Task.Run(Settle, cancellation);
        if (_stuck is not null)
        {
            return new(false, _stuck, settled);
        }

        var inspection = await Task.Run(Inspect, cancellation);
        if (inspection.Condition is SchemaCondition.Missing)
        {
            var creation = await Task.Run(() => Plan(), cancellation);
            if (creation.Blockers.FirstOrDefault() is { } missing)
            {
                return new(false, missing.Text, settled);
            }

            var created = await RunLockedAsync(creation, SchemaActor.Start, progress, cancellation);
            return new(created.Outcome == SchemaRunState.Succeeded, created.Message, settled);
        }

        if (inspection.Condition == SchemaCondition.Behind)
        {
            return await BehindAsync(policy, inspection, settled, progress, cancellation);
        }

        if (inspection.Condition == SchemaCondition.Current)
        {
            Adopt(inspection);
        }

        return new(
            inspection.Fits,
            inspection.Broken.Count == 0 || inspection.Condition != SchemaCondition.Current ? inspection.Sentence : string.Join(' ', inspection.Broken),
            settled);
    }

    private async Task<SchemaStart> BehindAsync(
        ApplyAtStart policy, SchemaInspection inspection, IReadOnlyList<string> settled, IProgress<SchemaProgress>? progress, CancellationToken cancellation)
    {
        if (Journal.Hold() is { } hold)
        {
            return new(false, $"{hold.Who} holds the schema at {Name(hold.MigrationId)}{(hold.Reason is null ? "" : $" ({hold.Reason})")}. An administrator releases the hold or upgrades on the schema page, or with: schema up", settled);
        }

        if (policy == ApplyAtStart.Never)
        {
            return new(false, $"{inspection.Sentence} Schema:ApplyAtStart is never: an administrator upgrades on the schema page, or with: schema up", settled);
        }

        var plan = await Task.Run(() => Plan(), cancellation);
        if (plan.Blockers.FirstOrDefault() is { } blocker)
        {
            return new(false, blocker.Text, settled);
        }

        if (policy == ApplyAtStart.Safe && plan.IsLossy)
        {
            return new(false, $"{inspection.Sentence} Not applied by itself, for data would be gone: {string.Join(' ', plan.AllFindings.Where(f => f.Weight == FindingWeight.Loss).Take(3).Select(f => f.Text))} An administrator upgrades on the schema page, or with: schema up", settled);
        }

        if (_options.Gate.Elsewhere() is [var older, ..])
        {
            return new(false, $"{inspection.Sentence} They are applied when the server has ended that still works on the database as it is: {older}", settled, WaitsForOthers: true);
        }

        Adopt(inspection);
        var result = await RunLockedAsync(plan, SchemaActor.Start, progress, cancellation);
        return new(result.Outcome == SchemaRunState.Succeeded, result.Message, settled);
    }

    /// <summary>Stores the way back of migrations that were applied without a journal.</summary>
    private void Adopt(SchemaInspection inspection)
    {
        var recorded = Journal.Migrations.All().Values.Where(m => m.Reverted is null).Select(m => m.MigrationId).ToList();
        if (inspection.Applied.Except(recorded, StringComparer.Ordinal).Any())
        {
            var last = inspection.Applied[^1];
            var runId = Journal.Begin(Operations.SchemaRunKind.Upgrade, new("start", "Taking over a database that was made without a journal"), last, last, null, 0);
            Remember(runId, recorded, inspection.Applied, "start", []);
            Journal.Finish(runId, SchemaRunState.Succeeded);
        }
    }
}
