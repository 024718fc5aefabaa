using System.Text.RegularExpressions;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>The parts of a table rebuild, in EF Core's order.</summary>
internal enum RebuildPart
{
    /// <summary><c>CREATE TABLE "ef_temp_task" (...)</c>.</summary>
    Create,

    /// <summary><c>INSERT INTO "ef_temp_task" (...) SELECT ... FROM "task"</c>.</summary>
    Copy,

    /// <summary><c>ALTER TABLE "ef_temp_task" RENAME TO "task"</c>.</summary>
    Rename,
}

/// <summary>One command of a table rebuild, recognised by the name that EF Core gives the new table meanwhile.</summary>
/// <param name="Part">Which part it is.</param>
/// <param name="Table">The table that is rebuilt, unquoted.</param>
internal sealed partial record RebuildCommand(RebuildPart Part, string Table)
{
    /// <returns>Null when the command is not part of a rebuild. Its <c>DROP TABLE</c> looks like any other and is not recognised.</returns>
    public static RebuildCommand? Parse(string sql) =>
        Match(RenamePattern(), sql, RebuildPart.Rename)
        ?? Match(CreatePattern(), sql, RebuildPart.Create)
        ?? Match(CopyPattern(), sql, RebuildPart.Copy);

    /// <summary>The table of a lone <c>DROP TABLE</c>, unquoted; null for everything else.</summary>
    public static string? DroppedTable(string sql)
    {
        var match = DropPattern().Match(sql);
        return match.Success ? match.Groups["table"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : null;
    }

    private static RebuildCommand? Match(Regex pattern, string sql, RebuildPart part)
    {
        var match = pattern.Match(sql);
        return match.Success ? new(part, match.Groups["table"].Value.Replace("\"\"", "\"", StringComparison.Ordinal)) : null;
    }

    [GeneratedRegex("""^\s*CREATE TABLE "ef_temp_(?<table>(?:[^"]|"")+)"\s*\(""")]
    private static partial Regex CreatePattern();

    [GeneratedRegex("""^\s*INSERT INTO "ef_temp_(?<table>(?:[^"]|"")+)"\s*\(""")]
    private static partial Regex CopyPattern();

    [GeneratedRegex("""^\s*ALTER TABLE "ef_temp_(?<from>(?:[^"]|"")+)" RENAME TO "(?<table>(?:[^"]|"")+)";?\s*$""")]
    private static partial Regex RenamePattern();

    [GeneratedRegex("""^\s*DROP TABLE "(?<table>(?:[^"]|"")+)";?\s*$""")]
    private static partial Regex DropPattern();
}
