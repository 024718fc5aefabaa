using System.CommandLine;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema plan</c>: what going to a target would do, without doing it.</summary>
internal static class SchemaPlanVerb
{
    public static Command Create(Terminal terminal)
    {
        var (target, json, outOfOrder) = (SchemaArguments.Target("the newest migration"), SchemaArguments.Json(), SchemaArguments.OutOfOrder());
        var rehearse = new Option<bool>("--rehearse") { Description = "Also run the plan on a copy of the database." };
        var command = new Command("plan", "Print every command on the way to TARGET and its effect on the rows. Exits 1 when the plan cannot run.")
        {
            target, json, rehearse, outOfOrder,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToReadAsync(cancellation);
            var plan = engine.Plan(parsed.GetValue(target), parsed.GetValue(outOfOrder));
            var rehearsal = parsed.GetValue(rehearse) ? await RehearseAsync(plan, cancellation) : null;
            var report = new SchemaPlanReport(plan, rehearsal);
            await (parsed.GetValue(json) ? report.WriteJsonAsync(terminal) : report.WriteTextAsync(terminal.Out));
            return plan.Blockers.Any() || rehearsal?.Problem is not null ? ExitCode.Blocked : ExitCode.Done;
        });
        return command;
    }

    /// <summary>On a copy, so a server may keep serving. The result is recorded, which needs a journal.</summary>
    private static async Task<SchemaRehearsal> RehearseAsync(SchemaPlan plan, CancellationToken cancellation)
    {
        using var engine = await SchemaVerbContext.OpenToWriteAsync(cancellation);
        return await engine.RehearseAsync(plan, SchemaVerbContext.Actor(null), null, cancellation);
    }
}
