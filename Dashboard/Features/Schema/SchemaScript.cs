using System.Text;
using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>A plan as SQL for review, with its findings as comments.</summary>
internal static class SchemaScript
{
    public static string Of(SchemaPlan plan)
    {
        var script = new StringBuilder();
        Comment($"From {NameOf(plan.From)} to {NameOf(plan.Target)}. Plan {plan.Hash}");
        Comment("For review only. A run backs up first, executes everything in one transaction with foreign keys off, and verifies the result before the commit.");
        Findings(plan.Findings);
        foreach (var step in plan.Steps)
        {
            script.AppendLine();
            Comment($"{step.Step.Direction} {step.Step.MigrationId}: {step.Effect}");
            Findings(step.Findings);
            foreach (var command in step.Step.Commands)
            {
                script.AppendLine(command.Sql.TrimEnd());
            }
        }

        return script.ToString();

        void Findings(IEnumerable<SchemaFinding> findings)
        {
            foreach (var finding in findings)
            {
                Comment($"{finding.Weight}: {finding.Text}");
            }
        }

        void Comment(string text) => script.Append("-- ").AppendLine(text.ReplaceLineEndings(" "));
    }

    private static string NameOf(string? migrationId) => migrationId is null ? "nothing" : MigrationName.Of(migrationId);
}
