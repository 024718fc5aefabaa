using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Sqlite;

/// <summary>Finds tasks by a part of their artifact's path.</summary>
public static class TaskPathSearch
{
    /// <summary>The newest matches that are found; older ones are not.</summary>
    public const int MostMatches = 10_001;

    /// <summary>The index of the paths, a tenth of the size of the table. The query names it, because SQLite would scan the table by its key instead.</summary>
    internal const string Index = "ix_task_primary_rel_path";

    /// <summary>Returns the ids of the newest tasks whose path contains the words, whatever their case (of ASCII letters).</summary>
    public static IQueryable<long> FindTaskIds(this ReleaseDbContext context, string words)
    {
        var escaped = words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        var pattern = $"%{escaped}%";
        return context.Database.SqlQuery<long>(
            $"SELECT id AS Value FROM task INDEXED BY ix_task_primary_rel_path WHERE primary_rel_path LIKE {pattern} ESCAPE '\\' ORDER BY id DESC LIMIT {MostMatches}");
    }
}
