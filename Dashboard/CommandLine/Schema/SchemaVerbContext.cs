using Dashboard.Data.Operations;
using Dashboard.Data.Schema;
using Dashboard.Features.Schema;
using Dashboard.Features.Settings;
using Dashboard.Features.State;

namespace Dashboard.CommandLine.Schema;

/// <summary>The state directory that schema verbs work on, and the process that makes their changes.</summary>
internal static class SchemaVerbContext
{
    public static string Directory => VerbContext.DirectoryOf(VerbContext.Settings());

    /// <summary>Whether anything was ever recorded here.</summary>
    public static bool HasJournal => File.Exists(Path.Combine(Directory, OperationsDatabase.FileName));

    /// <summary>Opens without creating anything: reading must not make a state directory.</summary>
    public static async Task<SchemaEngine> OpenToReadAsync(CancellationToken cancellation) =>
        HasJournal ? await OpenToWriteAsync(cancellation) : DashboardSchema.WithoutJournalAt(Directory);

    /// <exception cref="StateException">This process cannot work with the state.</exception>
    public static async Task<SchemaEngine> OpenToWriteAsync(CancellationToken cancellation)
    {
        var directory = Directory;
        var options = SettingsReader.Read<SchemaOptions>(VerbContext.Settings(), "Schema");
        VerbContext.Require(directory);
        if (StateAccess.DomainProblem(directory) is { } problem)
        {
            throw new StateException(problem);
        }

        await DashboardSchema.BringUpOperationsAsync(directory, cancellation);
        return DashboardSchema.At(directory, retention: options.Retention);
    }

    /// <summary>Runs it in this process, or has the server do it that serves the directory.</summary>
    /// <param name="ask">Writes the request to the server.</param>
    /// <param name="run">Runs it in this process.</param>
    public static Task<SchemaRunResult> RunAsync(
        Terminal terminal, SchemaEngine engine, Func<SchemaRequests, long> ask, Func<IProgress<SchemaProgress>, Task<SchemaRunResult>> run, CancellationToken cancellation)
    {
        var directory = Directory;
        return StateServers.Of(directory) is [var server, ..]
            ? new DelegatedSchemaRun(terminal, engine.Journal, directory, server).RunAsync(ask, cancellation)
            : run(new SchemaProgressLine(terminal));
    }

    public static SchemaActor Actor(string? reason) => new($"{Environment.UserName} (command line)", reason);
}
