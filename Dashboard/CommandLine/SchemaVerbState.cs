using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Schema;
using Dashboard.Features.Settings;
using Dashboard.Features.State;

namespace Dashboard.CommandLine;

/// <summary>The state directory that schema verbs work on, and who works on it.</summary>
internal static class SchemaVerbState
{
    public static string Directory => VerbState.DirectoryOf(VerbState.Settings());

    /// <summary>Whether anything was ever recorded here.</summary>
    public static bool HasJournal => File.Exists(Path.Combine(Directory, OperationsDatabase.FileName));

    /// <summary>An engine that creates nothing: a look must not make a state directory.</summary>
    public static async Task<SchemaEngine> OpenToReadAsync(CancellationToken cancellation) =>
        HasJournal ? await OpenToWriteAsync(cancellation) : DashboardSchema.WithoutJournalAt(Directory);

    public static async Task<SchemaEngine> OpenToWriteAsync(CancellationToken cancellation)
    {
        var directory = Directory;
        var options = SettingsReader.Read<SchemaOptions>(VerbState.Settings(), "Schema");
        VerbState.Require(directory);
        if (StateAccess.DomainProblem(directory) is { } problem)
        {
            throw new StateException(problem);
        }

        await DashboardSchema.BringUpOperationsAsync(directory, cancellation);
        return DashboardSchema.At(directory, retention: options.Retention);
    }

    /// <summary>On a copy, so a server may go on serving.</summary>
    public static async Task<SchemaRehearsal> RehearseAsync(SchemaPlan plan, CancellationToken cancellation)
    {
        using var engine = await OpenToWriteAsync(cancellation);
        return await engine.RehearseAsync(plan, Actor(null), null, cancellation);
    }

    /// <summary>Runs it here, or has the server do it that serves the directory.</summary>
    /// <param name="ask">Writes the request.</param>
    /// <param name="run">Runs it in this process.</param>
    public static Task<SchemaRunResult> RunAsync(
        Terminal terminal, SchemaEngine engine, Func<SchemaRequests, long> ask, Func<IProgress<SchemaProgress>, Task<SchemaRunResult>> run, CancellationToken cancellation) =>
        StateServers.Of(Directory) is [var server, ..]
            ? new SchemaAsk(terminal, engine.Journal, Directory, server).RunAsync(ask, cancellation)
            : run(new SchemaProgressLine(terminal));

    public static SchemaActor Actor(string? reason) => new($"{Environment.UserName} (command line)", reason);

    /// <summary>Asks for a word to be typed.</summary>
    /// <exception cref="SchemaException">It was not typed, or nobody is there to type.</exception>
    public static async Task ConfirmAsync(Terminal terminal, string word)
    {
        if (Console.IsInputRedirected)
        {
            throw new SchemaException("This has to be confirmed: give --yes.");
        }

        await terminal.Error.WriteAsync($"Type {word} to go on: ");
        if (Console.ReadLine()?.Trim() != word)
        {
            throw new SchemaException("Not confirmed. Nothing was done.");
        }
    }

    /// <summary>A refusal is an answer, not a failure.</summary>
    public static async Task<int> GuardedAsync(Terminal terminal, Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (SchemaException refusal)
        {
            await terminal.Error.WriteLineAsync(Lines.OneLine(refusal.Message));
            return ExitCode.Blocked;
        }
    }
}
