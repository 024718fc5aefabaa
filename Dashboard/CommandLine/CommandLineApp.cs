using System.CommandLine;
using System.CommandLine.Help;
using Dashboard.CommandLine.Check;
using Dashboard.CommandLine.Operations;
using Dashboard.CommandLine.Schema;
using Dashboard.CommandLine.Users;
using Dashboard.Data.Schema;
using Dashboard.Features.Demo;

namespace Dashboard.CommandLine;

/// <summary>The command line. A new verb is a folder and a line in <see cref="Verbs"/>.</summary>
public static class CommandLineApp
{
    /// <summary>Whether the arguments are a verb's; otherwise they are the server's.</summary>
    public static bool HasVerb(string[] args) =>
        args is [{ } first, ..] && (!first.StartsWith('-') || first is "--help" or "-h" or "-?") && first != DemoMode.Word;

    /// <summary>Runs a verb.</summary>
    /// <param name="args">The verb first.</param>
    /// <param name="stdout">Receives the results and nothing else.</param>
    /// <param name="stderr">Receives problems, and progress when it is the process's own and a terminal.</param>
    /// <param name="cancellation">Cancels the verb, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter stdout, TextWriter stderr, CancellationToken cancellation) =>
        RunAsync(args, Terminal.Of(stdout, stderr), cancellation);

    /// <summary>Runs a verb on the given terminal.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(terminal);
        var root = new Command("dashboard.sh", "Release dashboard. Without a verb it serves; settings are then given as --Section:Name=VALUE, and the address as --urls URL.") { new HelpOption(), new Option<bool>(ServerArguments.Verbose) { Description = "Print the stack trace of a failure.", Recursive = true } };
        foreach (var verb in Verbs(terminal))
        {
            root.Subcommands.Add(verb);
        }

        // "@file" is a file name, not a list of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            var command = parsed.CommandResult.Command;
            var problems = command == root ? [$"There is no verb \"{args.FirstOrDefault()}\"."] : parsed.Errors.Select(error => error.Message);
            foreach (var problem in problems)
            {
                await terminal.Error.WriteLineAsync(ConsoleText.OneLine(problem));
            }

            await terminal.Error.WriteLineAsync($"See: {Path(command)} --help");
            return ExitCode.UsageError;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false },
                cancellation);
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Cancelled.");
            return ExitCode.Failed;
        }
        catch (SchemaException refusal)
        {
            // A refusal is an answer, not a failure.
            await terminal.Error.WriteLineAsync(ConsoleText.OneLine(refusal.Message));
            return ExitCode.Blocked;
        }
        catch (Exception error)
        {
            var failure = Failure.Of(error);
            await failure.ReportAsync(terminal.Error, error, parsed.GetValue<bool>(ServerArguments.Verbose));
            return failure.ExitCode;
        }
    }

    // With its parents: a sub-verb cannot be called by its own name alone.
    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : command.Name;

    private static IEnumerable<Command> Verbs(Terminal terminal) =>
    [
        CheckVerb.Create(terminal),
        SchemaVerb.Create(terminal),
        OperationsVerb.Create(terminal),
        UserVerb.Create(terminal),
    ];
}
