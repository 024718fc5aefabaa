namespace Dashboard.Data.Schema;

/// <summary>
/// Accepts differences between the schema and its migrations: work goes on in spite of them, and plans that do not rebuild their
/// tables may run.
/// </summary>
internal sealed class SchemaDriftAcceptance(SchemaCore core, SchemaMaintenanceMode maintenance)
{
    /// <inheritdoc cref="SchemaEngine.AcceptAsync"/>
    public async Task AcceptAsync(IReadOnlyList<SchemaDifference> seen, SchemaActor actor, CancellationToken cancellation)
    {
        using var held = await core.LockAsync("accept a difference", cancellation);
        if (seen.Count > 0 && !core.Inspect().Drift.ToHashSet().SetEquals(seen))
        {
            throw new SchemaException("The schema differs from its migrations in other ways than those that were shown. Look again.");
        }

        core.Journal.Accept(seen, actor);
        core.Journal.Audit(actor, seen.Count > 0 ? "schema.drift_accepted" : "schema.drift_acceptance_withdrawn", ("differences", seen.Select(difference => difference.ToString())));
        await maintenance.OpenIfFitsAsync();
    }
}
