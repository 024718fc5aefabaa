using Dashboard.Data.Schema;

namespace Dashboard.CommandLine;

/// <summary>Has a person type the name of what is about to be changed.</summary>
internal static class Confirmation
{
    /// <exception cref="SchemaException">It was not typed, or standard input is no terminal.</exception>
    public static async Task RequireAsync(Terminal terminal, string word)
    {
        if (Console.IsInputRedirected)
        {
            throw new SchemaException("This has to be confirmed, and standard input is not a terminal. Nothing was changed. Confirm with --yes.");
        }

        await terminal.Error.WriteAsync($"Type {word} to confirm: ");
        if (Console.ReadLine()?.Trim() != word)
        {
            throw new SchemaException("Not confirmed. Nothing was changed.");
        }
    }
}
