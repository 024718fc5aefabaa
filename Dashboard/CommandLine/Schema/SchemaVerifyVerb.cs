using System.CommandLine;

namespace Dashboard.CommandLine.Schema;

/// <summary><c>dashboard.sh schema verify</c>: read the whole database, or a backup, and report damage.</summary>
internal static class SchemaVerifyVerb
{
    public static Command Create(Terminal terminal)
    {
        var backup = new Argument<string?>("BACKUP") { Arity = ArgumentArity.ZeroOrOne, Description = "A backup's name. Default: the live database." };
        var json = SchemaArguments.Json();
        var command = new Command("verify", "Read the whole database or a backup and report damage and drift. Exits 1 when there is any.") { backup, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var engine = await SchemaVerbContext.OpenToReadAsync(cancellation);
            var problems = parsed.GetValue(backup) is { } name ? engine.Backups.Verify(engine.Backups.Find(name)) : engine.Verify();
            if (parsed.GetValue(json))
            {
                await SchemaJson.WriteAsync(terminal, new { sound = problems.Count == 0, problems });
            }
            else
            {
                foreach (var problem in problems.DefaultIfEmpty("No damage and no drift found."))
                {
                    await terminal.Out.WriteLineAsync(ConsoleText.OneLine(problem));
                }
            }

            return problems.Count == 0 ? ExitCode.Done : ExitCode.Blocked;
        });
        return command;
    }
}
