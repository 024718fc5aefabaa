using System.Globalization;

namespace Dashboard.Data.Schema;

/// <summary>Finds the migration that somebody means.</summary>
internal static class SchemaTarget
{
    /// <summary>The newest migration afterwards; null for none.</summary>
    /// <param name="text">Null, empty or <c>latest</c> for the newest of the build, <c>0</c> for none, <c>+1</c> or <c>-1</c> and so on, an id, a name, or an application version.</param>
    /// <param name="known">Migrations of the build, in order.</param>
    /// <param name="applied">Migrations of the database, in order.</param>
    /// <param name="versions">The newest migration of each application version.</param>
    /// <exception cref="SchemaException">It is none of these, or more than one.</exception>
    public static string? Resolve(
        string? text, IReadOnlyList<string> known, IReadOnlyList<string> applied, IReadOnlyDictionary<string, string> versions)
    {
        if (string.IsNullOrEmpty(text) || text == "latest")
        {
            return known.Count == 0 ? null : known[^1];
        }

        if (text == "0")
        {
            return null;
        }

        var all = known.Union(applied, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (text[0] is '+' or '-' && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var steps))
        {
            var at = (applied.Count == 0 ? -1 : all.IndexOf(applied[^1])) + steps;
            return at < -1 || at >= all.Count
                ? throw new SchemaException($"There is no migration {text} from {(applied.Count == 0 ? "nothing" : MigrationName.Of(applied[^1]))}.")
                : at == -1 ? null : all[at];
        }

        var named = all.Where(id => id == text || string.Equals(MigrationName.Of(id), text, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count switch
        {
            1 => named[0],
            > 1 => throw new SchemaException($"{text} is the name of {string.Join(" and ", named)}: give the id."),
            _ => versions.TryGetValue(text, out var id)
                ? id
                : throw new SchemaException($"{text} is no migration, no application version on record, and neither 0, +1 nor -1."),
        };
    }
}
