namespace Dashboard.Data.Schema;

/// <summary>Which migrations lie between what is applied and where to go. Never more than that: EF's own migrator reverts others on the way.</summary>
internal static class MigrationPath
{
    /// <summary>Migrations to apply, oldest first.</summary>
    /// <param name="known">Those of the build, in order.</param>
    /// <param name="applied">Those of the database, in order.</param>
    /// <param name="target">The last one to apply; null for the newest.</param>
    /// <exception cref="SchemaException">The database has unknown ones, or a missing one is older than the newest applied.</exception>
    public static IReadOnlyList<string> Up(IReadOnlyList<string> known, IReadOnlyList<string> applied, string? target)
    {
        var unknown = applied.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new SchemaException($"The database is newer than this build: it has {string.Join(", ", unknown)}. Start the build that made it, or take it down with its stored commands.");
        }

        var last = target ?? (known.Count == 0 ? "" : known[^1]);
        var pending = known.Except(applied, StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, last) <= 0).ToList();
        var late = applied.Count == 0 ? [] : pending.Where(id => string.CompareOrdinal(id, applied[^1]) < 0).ToList();
        return late.Count == 0
            ? pending
            : throw new SchemaException($"{string.Join(", ", late)} is older than {applied[^1]}, which is already applied. Create it again with a later time.");
    }
}
