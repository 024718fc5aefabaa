using System.CommandLine;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema up</c> and <c>down</c>: upgrade or downgrade the database.</summary>
internal static class SchemaMoveVerb
{
    public static Command CreateUp(Terminal terminal)
    {
        var outOfOrder = SchemaArguments.OutOfOrder();
        var up = Create(
            terminal, "up", "Upgrade the database. Backs up, runs everything in one transaction, verifies, and rolls back on failure.",
            "the newest migration", SchemaDirection.Up, (engine, target, parsed) => engine.Plan(target, parsed.GetValue(outOfOrder)));
        up.Options.Add(outOfOrder);
        return up;
    }

    public static Command CreateDown(Terminal terminal) => Create(
        terminal, "down", "Downgrade the database and hold it there.",
        "one migration back", SchemaDirection.Down, (engine, target, _) => engine.Plan(target ?? "-1"));

    private static Command Create(
        Terminal terminal, string name, string description, string fallback, SchemaDirection direction, Func<SchemaEngine, string?, ParseResult, SchemaPlan> plan)
    {
        var (target, json, yes, reason) = (SchemaArguments.Target(fallback), SchemaArguments.Json(), SchemaArguments.Yes(), SchemaArguments.Reason());
        var command = new Command(name, description) { target, json, yes, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToWriteAsync(cancellation);
            var planned = plan(engine, parsed.GetValue(target), parsed);
            Require(planned, direction);
            if (planned.Steps.Count == 0)
            {
                await SchemaRunReport.WriteMessageAsync(terminal, "Nothing to do: the database is at the target already.", parsed.GetValue(json));
                return ExitCode.Done;
            }

            if ((planned.IsLossy || direction == SchemaDirection.Down) && !parsed.GetValue(yes))
            {
                await new SchemaPlanReport(planned, null).WriteTextAsync(terminal.Error);
                await Confirmation.RequireAsync(terminal, planned.Target is null ? "0" : MigrationName.Of(planned.Target));
            }

            var actor = SchemaVerbContext.Actor(parsed.GetValue(reason));
            var result = await SchemaVerbContext.RunAsync(
                terminal, engine, requests => requests.Ask(planned, actor), progress => engine.RunAsync(planned, actor, acceptLoss: true, progress, cancellation), cancellation);
            return await SchemaRunReport.WriteResultAsync(terminal, result, engine.Journal, parsed.GetValue(json));
        });
        return command;
    }

    private static void Require(SchemaPlan plan, SchemaDirection direction)
    {
        if (plan.Steps.Count > 0 && plan.Direction != direction)
        {
            throw new SchemaException(
                $"{SchemaText.NameOf(plan.Target)} is {(direction == SchemaDirection.Up ? "older" : "newer")} than {SchemaText.NameOf(plan.From)}, where the database is. Use: schema {(direction == SchemaDirection.Up ? "down" : "up")} {SchemaText.NameOf(plan.Target)}");
        }

        if (plan.Blockers.FirstOrDefault() is { } blocker)
        {
            throw new SchemaException(blocker.Text);
        }
    }
}
