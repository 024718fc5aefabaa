using Dashboard.Data.Entities;
using Dashboard.Features.Tasks;

namespace Dashboard.Components.Pages.Tasks;

/// <summary>What the task board shows.</summary>
/// <param name="Filter">Which tasks.</param>
/// <param name="Rows">The newest first.</param>
/// <param name="Counts">How many tasks match in each status, up to <see cref="TaskQueries.MostCounted"/> and one.</param>
/// <param name="Before">The id with which older tasks are requested; null when there are none.</param>
/// <param name="Newer">How many matching tasks were added since the first row.</param>
/// <param name="Projects">The names of projects to choose from.</param>
public sealed record TaskBoard(
    TaskFilter Filter, IReadOnlyList<TaskRow> Rows, IReadOnlyDictionary<ReleaseTaskStatus, int> Counts, long? Before, int Newer, IReadOnlyList<string> Projects);
