using Dashboard.Data.Schema.Sqlite;

namespace Dashboard.Data.Schema;

/// <summary>What a rehearsal found.</summary>
/// <param name="RunId">Its place in the journal.</param>
/// <param name="PlanHash">The plan that was rehearsed.</param>
/// <param name="Steps">Durations and rows of each step.</param>
/// <param name="Findings">Of each step by its migration, on the rows as they are right before it.</param>
/// <param name="Duration">The commands and the verification, without the copying.</param>
/// <param name="Problem">Why it failed; null when it passed.</param>
/// <param name="WayBack">For an upgrade: what is wrong with going down and up again; null when that passed too, or was not tried.</param>
public sealed record SchemaRehearsal(
    long RunId,
    string PlanHash,
    IReadOnlyList<ExecutedStep> Steps,
    IReadOnlyDictionary<string, IReadOnlyList<SchemaFinding>> Findings,
    TimeSpan Duration,
    string? Problem,
    string? WayBack);
