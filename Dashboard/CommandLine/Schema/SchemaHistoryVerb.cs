using System.CommandLine;
using System.Globalization;
using Dashboard.Data.Operations;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema history</c>: the newest runs, however they ended.</summary>
internal static class SchemaHistoryVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = SchemaArguments.Json();
        var number = new Option<int>("--number") { Description = "How many runs to list.", DefaultValueFactory = _ => 20 };
        var command = new Command("history", "List the newest schema runs, failed and cancelled ones included.") { json, number };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToReadAsync(cancellation);
            IReadOnlyList<SchemaRun> runs = SchemaVerbContext.HasJournal ? engine.Journal.History(parsed.GetValue(number)) : [];
            if (parsed.GetValue(json))
            {
                await SchemaJson.WriteAsync(terminal, new { runs = runs.Select(Facts) });
                return ExitCode.Done;
            }

            foreach (var run in runs)
            {
                await terminal.Out.WriteLineAsync(ConsoleText.OneLine(Line(run)));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static object Facts(SchemaRun run) => new
    {
        run.Id, run.Kind, run.State, run.Who, run.Reason, run.FromMigration, run.ToMigration, run.PlanHash, run.AppVersion, run.Backup, run.Created, run.Finished, run.Error,
        steps = run.Steps.Select(step => new { step.MigrationId, step.Direction, step.DurationMs }),
    };

    private static string Line(SchemaRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Id,4}  {run.Created:yyyy-MM-dd HH:mm:ss}  {run.Kind,-9}  {run.State,-11}  {SchemaText.NameOf(run.FromMigration)} to {SchemaText.NameOf(run.ToMigration)}  by {run.Who}{(run.Reason is null ? "" : $" ({run.Reason})")}{(run.Error is null ? "" : $": {run.Error}")}");
}
