using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dashboard.Data.Conventions;

/// <summary>
/// Adds a CHECK on the stored value of each column. SQLite stores a value of any type in any column, and a value that does not fit the
/// entity's property fails every read of its row.
/// </summary>
internal static class ColumnTypes
{
    private static readonly int[] GuidParts = [8, 4, 4, 4, 12];

    public static void AddChecks(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                var table = entity.GetTableName()!;
                var column = property.GetColumnName();
                if (CheckOf(property, column) is var (kind, check))
                {
                    entity.AddCheckConstraint($"ck_{table}_{column}_{kind}", property.IsNullable ? $"{column} IS NULL OR ({check})" : check);
                }
            }
        }
    }

    private static (string Kind, string Check)? CheckOf(IMutableProperty property, string column)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            // The CHECK on the names refuses other types as well.
            { IsEnum: true } => null,
            _ when type == typeof(DateTime) => ("instant", Instant(column)),
            _ when type == typeof(bool) => ("boolean", $"{column} IN (0, 1)"),
            _ when type == typeof(int) => ("integer", $"typeof({column}) = 'integer' AND {column} BETWEEN {int.MinValue} AND {int.MaxValue}"),
            _ when type == typeof(long) => ("integer", $"typeof({column}) = 'integer'"),
            _ when type == typeof(Guid) => ("guid", Guid(column)),
            _ => ("text", $"typeof({column}) = 'text'"),
        };
    }

    /// <summary>
    /// An instant as EF Core writes it: <c>2026-05-04 12:00:00</c>, with at most seven decimals. Only in one form do instants sort as text.
    /// <c>datetime()</c> gives another text, or null, for a day or an hour that does not exist; with a modifier it always normalizes. .NET has
    /// no year 0. The length in bytes refuses a NUL character, which hides the rest of a text from every other function.
    /// </summary>
    private static string Instant(string column) =>
        $"typeof({column}) = 'text' AND {column} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'"
        + $" AND datetime(substr({column}, 1, 19), '+0 days') IS substr({column}, 1, 19) AND {column} >= '0001'"
        + $" AND (length(CAST({column} AS BLOB)) = 19 OR ({column} GLOB '???????????????????.[0-9]*'"
        + $" AND length(CAST({column} AS BLOB)) BETWEEN 21 AND 27 AND substr({column}, 21) NOT GLOB '*[^0-9]*'))";

    private static string Guid(string column) =>
        $"typeof({column}) = 'text' AND length(CAST({column} AS BLOB)) = 36"
        + $" AND {column} GLOB '{string.Join('-', GuidParts.Select(digits => string.Concat(Enumerable.Repeat("[0-9A-Fa-f]", digits))))}'";
}
