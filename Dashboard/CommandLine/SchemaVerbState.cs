using Dashboard.Data.Operations;
using Dashboard.Data.Schema;

namespace Dashboard.CommandLine;

/// <summary>The state directory that schema verbs work on, and who works on it.</summary>
internal static class SchemaVerbState
{
    /// <summary>As the server resolves <c>State:Directory</c>: the settings file, then the environment.</summary>
    public static string Directory
    {
        get
        {
            var root = ContentRoot.Find(AppContext.BaseDirectory);
            var settings = new ConfigurationBuilder().SetBasePath(root).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
            return Path.GetFullPath(settings["State:Directory"] ?? "state", root);
        }
    }

    /// <summary>Whether anything was ever recorded here.</summary>
    public static bool HasJournal => File.Exists(Path.Combine(Directory, OperationsDatabase.FileName));

    /// <summary>An engine that creates nothing: a look must not make a state directory.</summary>
    public static async Task<SchemaEngine> OpenToReadAsync(CancellationToken cancellation)
    {
        if (HasJournal)
        {
            await DashboardSchema.BringUpOperationsAsync(Directory, cancellation);
            return DashboardSchema.At(Directory);
        }

        return DashboardSchema.WithoutJournalAt(Directory);
    }

    /// <exception cref="SchemaException">A server serves the directory.</exception>
    public static async Task<SchemaEngine> OpenToWriteAsync(CancellationToken cancellation, bool evenBesideServers = false)
    {
        if (!evenBesideServers && StateLock.Servers(Directory) is [var server, ..])
        {
            throw new SchemaException($"{Directory} is in use: {server}. Use the server's schema page, or stop it first.");
        }

        System.IO.Directory.CreateDirectory(Directory);
        await DashboardSchema.BringUpOperationsAsync(Directory, cancellation);
        return DashboardSchema.At(Directory);
    }

    /// <summary>On a copy, so a server may go on serving.</summary>
    public static async Task<SchemaRehearsal> RehearseAsync(SchemaPlan plan, CancellationToken cancellation)
    {
        using var engine = await OpenToWriteAsync(cancellation, evenBesideServers: true);
        return await engine.RehearseAsync(plan, Actor(null), null, cancellation);
    }

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
