using Dashboard.Data.Changes;
using Dashboard.Data.Schema;
using Dashboard.Features.Accounts;

namespace Dashboard.Features.Schema;

/// <summary>Changes to the schema of the database. For administrators. Each returns at once; <see cref="SchemaOperationRunner"/> has the outcome.</summary>
public sealed class SchemaCommands(SchemaEngine engine, SchemaOperationRunner runner, SchemaConfirmations confirmations, IChangeSink changes)
{
    /// <summary>Runs the plan on a copy of the database.</summary>
    /// <returns>Why it was not started; null when it was.</returns>
    public string? Rehearse(Caller caller, SchemaPlan plan) => runner.Start(caller, $"Rehearsal of the {Title(plan)}", expected: null, async (progress, cancellation) =>
    {
        var rehearsal = await engine.RehearseAsync(plan, confirmations.ActorOf(caller, null), progress, cancellation);
        return new(rehearsal.Problem is null && rehearsal.WayBack is null, rehearsal switch
        {
            { Problem: { } problem } => $"The rehearsal failed: {problem}",
            { WayBack: { } wayBack } => $"The rehearsal passed, but reverting it failed. {wayBack}",
            _ => $"The rehearsal passed in {rehearsal.Duration.TotalSeconds:0.00} s{(plan.Direction == SchemaDirection.Up ? ", and so did reverting it" : "")}.",
        });
    });

    /// <summary>Runs the plan on the live database.</summary>
    /// <param name="confirmation">For a lossy plan, with the target's name typed.</param>
    /// <returns>Why it was not started; null when it was.</returns>
    public async Task<string?> RunAsync(Caller caller, SchemaPlan plan, SchemaConfirmation confirmation, CancellationToken cancellation) =>
        await confirmations.RefusalAsync(caller, plan.IsLossy ? NameOf(plan.Target) : null, confirmation, cancellation)
        ?? runner.Start(caller, $"{(plan.Direction == SchemaDirection.Up ? "Upgrade" : "Downgrade")} from {NameOf(plan.From)} to {NameOf(plan.Target)}", Expected(plan), async (progress, stop) =>
            SchemaOperationResult.Of(await engine.RunAsync(plan, confirmations.ActorOf(caller, confirmation.Reason), acceptLoss: true, progress, stop)));

    /// <summary>Reads the whole database and reports damage and drift.</summary>
    public string? Verify(Caller caller) => runner.Start(caller, "Verification of the database", expected: null, (_, _) =>
    {
        var problems = engine.Verify();
        return Task.FromResult<SchemaOperationResult>(new(problems.Count == 0, problems.Count == 0
            ? "The database is sound: every page, reference, trigger and view was read, and the schema is what its migrations produce."
            : string.Join(' ', problems)));
    });

    /// <summary>Accepts the drift that is there now, so that the server keeps working with it.</summary>
    /// <param name="seen">As it was shown; empty to withdraw the acceptance.</param>
    public string? Accept(Caller caller, IReadOnlyList<SchemaDifference> seen, string? reason) =>
        runner.Start(caller, seen.Count > 0 ? "Acceptance of drift" : "Withdrawal of the acceptance of drift", expected: null, async (_, cancellation) =>
        {
            await engine.AcceptAsync(seen, confirmations.ActorOf(caller, reason), cancellation);
            return new(true, seen.Count > 0 ? "Drift accepted: the server works with the database as it is." : "Acceptance withdrawn: drift keeps the server in maintenance mode again.");
        });

    public void ReleaseHold(Caller caller)
    {
        caller.RequireAdministrator();
        caller.RequireNoToken();
        if (engine.Journal.ReleaseHold())
        {
            engine.Journal.Audit(confirmations.ActorOf(caller, null), "schema.hold_released");
        }

        changes.Publish(SchemaTopics.Status);
    }

    private TimeSpan? Expected(SchemaPlan plan) => engine.Journal.Rehearsed(plan.Hash) is { State: SchemaRunState.Succeeded } rehearsal
        ? TimeSpan.FromMilliseconds(rehearsal.Steps.Sum(step => step.DurationMs))
        : null;

    private static string Title(SchemaPlan plan) =>
        $"{(plan.Direction == SchemaDirection.Up ? "upgrade" : "downgrade")} from {NameOf(plan.From)} to {NameOf(plan.Target)}";

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
