using System.Globalization;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>A plan with every command and finding, and its rehearsal where there was one.</summary>
internal sealed class SchemaPlanReport(SchemaPlan plan, SchemaRehearsal? rehearsal)
{
    public Task WriteJsonAsync(Terminal terminal) => SchemaJson.WriteAsync(terminal, new
    {
        plan.From,
        plan.Target,
        plan.Direction,
        plan.Hash,
        lossy = plan.IsLossy,
        plan.Findings,
        steps = plan.Steps.Select(step => new
        {
            migration = step.Step.MigrationId,
            step.Step.Direction,
            step.Effect,
            step.Findings,
            step.Rows,
            step.Rebuilt,
            step.Stored,
            commands = step.Step.Commands.Select(command => command.Sql),
        }),
        rehearsal = rehearsal is null ? null : new
        {
            seconds = rehearsal.Duration.TotalSeconds,
            rehearsal.Problem,
            rehearsal.WayBack,
            rehearsal.Findings,
            steps = rehearsal.Steps.Select(step => new { migration = step.Step.MigrationId, seconds = step.Duration.TotalSeconds, step.Rows }),
        },
    });

    public async Task WriteTextAsync(TextWriter writer)
    {
        await writer.WriteLineAsync(plan.Steps.Count == 0 ? "Nothing to do: the database is at the target already." : $"From {SchemaText.NameOf(plan.From)} to {SchemaText.NameOf(plan.Target)}:");
        await WriteFindingsAsync(writer, plan.Findings);
        foreach (var step in plan.Steps)
        {
            await writer.WriteLineAsync(Headline(step));
            await WriteFindingsAsync(writer, rehearsal?.Findings.GetValueOrDefault(step.Step.MigrationId) ?? step.Findings);
            foreach (var command in step.Step.Commands)
            {
                await writer.WriteLineAsync($"    {command.Sql.Trim().ReplaceLineEndings("\n    ")}");
            }
        }

        if (rehearsal is not null)
        {
            await writer.WriteLineAsync(ConsoleText.OneLine(rehearsal.Problem is { } problem
                ? $"The rehearsal failed: {problem}"
                : string.Create(CultureInfo.InvariantCulture, $"The rehearsal passed in {rehearsal.Duration.TotalSeconds:0.0} s.{(rehearsal.WayBack is null ? "" : $" {rehearsal.WayBack}")}")));
        }
    }

    private static string Headline(PlannedStep step)
    {
        var rows = string.Join(", ", step.Rows.Select(table => $"{table.Key} {table.Value} rows"));
        return $"{(step.Step.Direction == SchemaDirection.Up ? "apply" : "revert")} {step.Step.MigrationId}: {step.Effect.ToString().ToUpperInvariant()}"
            + $"{(step.Rebuilt.Count == 0 ? "" : $", rebuilds {string.Join(", ", step.Rebuilt)}")}{(rows.Length == 0 ? "" : $"; {rows}")}";
    }

    private static async Task WriteFindingsAsync(TextWriter writer, IEnumerable<SchemaFinding> findings)
    {
        foreach (var finding in findings)
        {
            await writer.WriteLineAsync($"  {finding.Weight.ToString().ToUpperInvariant(),-8}  {ConsoleText.OneLine(finding.Text)}");
        }
    }
}
