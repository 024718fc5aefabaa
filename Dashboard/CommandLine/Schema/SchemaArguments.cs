using System.CommandLine;

namespace Dashboard.CommandLine.Schema;

/// <summary>Arguments and options that several schema verbs share.</summary>
internal static class SchemaArguments
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON and nothing else." };

    public static Option<bool> Yes() => new("--yes") { Description = "Confirm without being asked, loss of data included." };

    public static Option<string?> Reason() => new("--reason") { Description = "Why; kept in the schema history.", HelpName = "TEXT" };

    public static Option<bool> OutOfOrder() => new("--out-of-order")
    {
        Description = "Apply a migration that is older than one already applied, on the way to the newest. Requires plan --rehearse --out-of-order first.",
    };

    /// <param name="fallback">The target when none is given.</param>
    public static Argument<string?> Target(string fallback) => new("TARGET")
    {
        Description = $"A migration's name or id, 0 for none, +1, -1, or an application version. Default: {fallback}.",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
