using System.CommandLine;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema status</c>: which migrations the database has, and which this build has.</summary>
internal static class SchemaStatusVerb
{
    public static Command Create(Terminal terminal)
    {
        var json = SchemaArguments.Json();
        var command = new Command("status", "Compare the database with this build. Exits 1 when they do not match.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToReadAsync(cancellation);
            var inspection = engine.Inspect();
            var report = new SchemaStatusReport(inspection, SchemaVerbContext.HasJournal ? engine.Journal : null);
            await (parsed.GetValue(json) ? report.WriteJsonAsync(terminal) : report.WriteTextAsync(terminal));
            return inspection.Fits ? ExitCode.Done : ExitCode.Blocked;
        });
        return command;
    }
}
