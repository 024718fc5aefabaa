using System.Text.Json;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine.Schema;

/// <summary>How a change of the schema ended.</summary>
internal static class SchemaRunReport
{
    /// <param name="journal">Has the steps of the run, whichever process made it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteResultAsync(Terminal terminal, SchemaRunResult result, SchemaJournal journal, bool asJson)
    {
        if (terminal.ProgressWidth is not null)
        {
            await terminal.Error.WriteAsync("\r\u001B[K");
        }

        var succeeded = result.Outcome == SchemaRunState.Succeeded;
        if (asJson)
        {
            await SchemaJson.WriteAsync(terminal, new
            {
                run = result.RunId,
                result.Outcome,
                result.Message,
                result.Backup,
                steps = journal.Find(result.RunId)?.Steps.Select(step => new
                {
                    migration = step.MigrationId, step.Direction, seconds = step.DurationMs / 1000.0, rows = JsonSerializer.Deserialize<Dictionary<string, long>>(step.Rows),
                }) ?? [],
            });
        }
        else
        {
            await (succeeded ? terminal.Out : terminal.Error).WriteLineAsync(ConsoleText.OneLine(result.Message + (succeeded && result.Backup is { } backup ? $" Backup: {backup}." : "")));
        }

        return succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    public static Task WriteMessageAsync(Terminal terminal, string message, bool asJson) =>
        asJson ? SchemaJson.WriteAsync(terminal, new { message }) : terminal.Out.WriteLineAsync(message);
}
