using System.Text;
using Dashboard.Data.Schema;

namespace Dashboard.Features.Schema;

/// <summary>A plan as SQL to be read and kept, with all that is known of it as comments.</summary>
internal static class SchemaScript
{
    public static string Of(SchemaPlan plan)
    {
        var script = new StringBuilder();
        Comment($"From {NameOf(plan.From)} to {NameOf(plan.Target)}. Plan {plan.Hash}");
        Comment("To be read: a run backs up first, does all of it in one transaction with foreign keys off, and compares the result before its commit.");
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
