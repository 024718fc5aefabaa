using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>A table that EF Core's own migrator left behind in the middle of a rebuild.</summary>
/// <param name="Table">Such as <c>ef_temp_task</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Of">The table that was being rebuilt.</param>
/// <param name="RowsOf">The rows of that one; null when it is gone.</param>
internal sealed record SqliteLeftover(string Table, long Rows, string Of, long? RowsOf)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Table} has {Rows} rows, and {Of} {(RowsOf is null ? "is gone" : FormattableString.Invariant($"has {RowsOf}"))}");
}

internal static class SqliteLeftovers
{
    private const string Prefix = "ef_temp_";

    public static IReadOnlyList<SqliteLeftover> In(DbConnection connection)
    {
        var tables = SqliteCatalog.Tables(connection);
        return tables.Where(table => table.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(table => new SqliteLeftover(
                table,
                SqliteCatalog.Rows(connection, table),
                table[Prefix.Length..],
                tables.Contains(table[Prefix.Length..], StringComparer.Ordinal) ? SqliteCatalog.Rows(connection, table[Prefix.Length..]) : null))
            .ToList();
    }

    /// <summary>Whether a fact of the schema is about a table that was left behind.</summary>
    public static bool IsOf(string fact) => new SchemaDifference(fact, null, null).Table?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
