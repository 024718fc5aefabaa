using System.CommandLine;
using System.Globalization;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema restore</c>: replace the database by a backup.</summary>
internal static class SchemaRestoreVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("BACKUP") { Description = "The backup's name, as schema backup --list prints it." };
        var tasks = new Option<string>("--tasks") { Description = "What becomes of tasks that were queued or running when the backup was made: start or fail.", DefaultValueFactory = _ => "fail" };
        tasks.AcceptOnlyFromAmong("start", "fail");
        var (json, yes, reason) = (SchemaArguments.Json(), SchemaArguments.Yes(), SchemaArguments.Reason());
        var command = new Command("restore", "Replace the database by a backup; the present database is backed up first.") { name, tasks, json, yes, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToWriteAsync(cancellation);
            var plan = engine.PlanRestore(parsed.GetRequiredValue(name));
            if (plan.Refusal is not null)
            {
                throw new SchemaException(plan.Refusal);
            }

            if (!parsed.GetValue(yes))
            {
                await DescribeAsync(terminal, plan);
                await Confirmation.RequireAsync(terminal, plan.Backup.Name);
            }

            var work = parsed.GetRequiredValue(tasks) == "start" ? RestoredWork.StartAgain : RestoredWork.Fail;
            var actor = SchemaVerbContext.Actor(parsed.GetValue(reason));
            var result = await SchemaVerbContext.RunAsync(
                terminal, engine, requests => requests.Ask(plan.Backup, work, actor), progress => engine.RestoreAsync(plan.Backup.Name, actor, work, progress, cancellation), cancellation);
            return await SchemaRunReport.WriteResultAsync(terminal, result, engine.Journal, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task DescribeAsync(Terminal terminal, RestorePlan plan)
    {
        await terminal.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The backup {plan.Backup.Name} is {plan.Age.TotalHours:0.0} hours old, at {SchemaText.NameOf(plan.Backup.LastMigration)}."));
        foreach (var (table, rows) in plan.Lost)
        {
            await terminal.Error.WriteLineAsync($"  {table}: {rows} newer rows would be lost");
        }

        foreach (var work in plan.Work)
        {
            await terminal.Error.WriteLineAsync($"  {ConsoleText.OneLine(work)} when the backup was made");
        }
    }
}
