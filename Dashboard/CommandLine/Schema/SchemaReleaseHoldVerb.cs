using System.CommandLine;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema release-hold</c>: let the next start apply pending migrations again.</summary>
internal static class SchemaReleaseHoldVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = SchemaArguments.Json();
        var command = new Command("release-hold", "Let the next start apply pending migrations again. Exits 1 when there is no hold.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToWriteAsync(cancellation);
            var released = engine.Journal.ReleaseHold();
            if (released)
            {
                engine.Journal.Audit(SchemaVerbContext.Actor(null), "schema.hold_released");
            }

            await SchemaRunReport.WriteMessageAsync(terminal, released ? "The hold is released. The next start applies pending migrations." : "There is no hold to release.", parsed.GetValue(json));
            return released ? ExitCode.Done : ExitCode.Blocked;
        });
        return command;
    }
}
