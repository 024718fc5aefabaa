namespace Dashboard.Data.Schema;

/// <summary>What can be had back after a step.</summary>
public enum StepEffect
{
    /// <summary>The other direction brings everything back.</summary>
    Reversible,

    /// <summary>Rows or values go, and only the backup brings them back.</summary>
    Lossy,

    /// <summary>There is no way back but the backup.</summary>
    Irreversible,
}

/// <summary>One step of a plan and what is known of it.</summary>
/// <param name="Step">What runs.</param>
/// <param name="Effect">What can be had back.</param>
/// <param name="Findings">About this step.</param>
/// <param name="Rows">Rows now of each table that the step touches.</param>
/// <param name="Rebuilt">Tables that are rebuilt.</param>
/// <param name="Stored">Whether the commands are those stored when the migration was applied, not the build's.</param>
public sealed record PlannedStep(
    SchemaStep Step,
    StepEffect Effect,
    IReadOnlyList<SchemaFinding> Findings,
    IReadOnlyDictionary<string, long> Rows,
    IReadOnlyList<string> Rebuilt,
    bool Stored)
{
    /// <summary>Whether the schema is there already, and only the history is written.</summary>
    public bool IsOnRecordOnly { get; init; }
}

/// <summary>
/// Everything that a run would do, fixed before anything runs. A run executes exactly these commands or refuses.
/// </summary>
/// <param name="Applied">The migrations that the database had when the plan was made.</param>
/// <param name="Target">The newest migration afterwards; null for none.</param>
/// <param name="Steps">In order; empty when there is nothing to do.</param>
/// <param name="Findings">About the plan as a whole.</param>
/// <param name="ExpectedFacts">What the schema has to be afterwards.</param>
/// <param name="Accepted">Where the schema may differ from that, before and after: an administrator accepted it.</param>
/// <param name="OutOfOrder">Whether a migration is applied that is older than one that was applied before. Such a plan must be rehearsed.</param>
public sealed record SchemaPlan(
    IReadOnlyList<string> Applied,
    string? Target,
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<SchemaFinding> Findings,
    SchemaFacts ExpectedFacts,
    IReadOnlyList<SchemaDifference> Accepted,
    bool OutOfOrder)
{
    /// <summary>The newest migration before; null for none.</summary>
    public string? From => Applied.Count == 0 ? null : Applied[^1];

    /// <summary>SHA-256 over where it starts, every command, and what must come out.</summary>
    public string Hash { get; } = SchemaHash.Of(
        [.. Applied, "", .. Steps.SelectMany(step => step.Step.Commands.Select(command => command.Sql)), ExpectedFacts.Hash(), .. Accepted.Select(difference => difference.ToString())]);

    /// <summary>Down as soon as one step goes down.</summary>
    public SchemaDirection Direction => Steps.Any(step => step.Step.Direction == SchemaDirection.Down) ? SchemaDirection.Down : SchemaDirection.Up;

    /// <summary>The migrations afterwards.</summary>
    public IReadOnlyList<string> AppliedAfter => After(Steps);

    /// <summary>The migrations that the schema has now: another tool may have done the first steps without a record, and they only make one.</summary>
    internal IReadOnlyList<string> AppliedOnRecord => After(Steps.TakeWhile(step => step.IsOnRecordOnly));

    private List<string> After(IEnumerable<PlannedStep> steps) => steps.Aggregate(
        Applied.AsEnumerable(),
        (applied, step) => step.Step.Direction == SchemaDirection.Up ? applied.Append(step.Step.MigrationId) : applied.Except([step.Step.MigrationId]),
        applied => applied.Order(StringComparer.Ordinal).ToList());

    /// <summary>All findings, those of the steps after those of the whole.</summary>
    public IEnumerable<SchemaFinding> AllFindings => Findings.Concat(Steps.SelectMany(step => step.Findings));

    /// <summary>Why the plan does not run; empty when it may.</summary>
    public IEnumerable<SchemaFinding> Blockers => AllFindings.Where(finding => finding.Weight == FindingWeight.Blocker);

    /// <summary>Whether somebody has to agree to a loss.</summary>
    public bool IsLossy => Steps.Any(step => step.Effect != StepEffect.Reversible) || AllFindings.Any(finding => finding.Weight == FindingWeight.Loss);
}
