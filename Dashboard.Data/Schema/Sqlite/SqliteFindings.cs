using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// Reads what a migration's operations would do to the rows that are there now. EF Core marks only dropped tables and
/// columns as destructive; the rest has to be looked for.
/// </summary>
internal sealed class SqliteFindings(DbConnection connection)
{
    private const int Shown = 20;

    /// <summary>The findings of one migration in one direction.</summary>
    /// <param name="operations">Its operations.</param>
    /// <returns>Where a table or column does not exist yet, nothing can be counted: the rehearsal does, at the right moment.</returns>
    public IReadOnlyList<SchemaFinding> Of(IReadOnlyList<MigrationOperation> operations)
    {
        // SQL of the same migration may repair what the data looks like now: the rehearsal tells whether it does.
        var repaired = operations.Any(operation => operation is SqlOperation or UpdateDataOperation or DeleteDataOperation);
        var findings = new List<SchemaFinding>();
        foreach (var operation in operations)
        {
            findings.AddRange(Of(operation, operations, repaired ? FindingWeight.Warning : FindingWeight.Blocker));
        }

        return findings;
    }

    private IEnumerable<SchemaFinding> Of(MigrationOperation operation, IReadOnlyList<MigrationOperation> all, FindingWeight broken) => operation switch
    {
        DropTableOperation drop => One(DropTable(drop, all)),
        DropColumnOperation drop => DropColumn(drop, all),
        AddColumnOperation add => One(AddColumn(add)),
        AlterColumnOperation alter => AlterColumn(alter, broken),
        CreateIndexOperation { IsUnique: true } index => One(Duplicates(index.Table, index.Columns, index.Filter, broken)),
        AddUniqueConstraintOperation unique => One(Duplicates(unique.Table, unique.Columns, null, broken)),
        AddPrimaryKeyOperation key => One(Duplicates(key.Table, key.Columns, null, broken)),
        AddCheckConstraintOperation check => One(Breaking(
            check.Table, $"NOT ({check.Sql})", broken, count => $"{count} rows of {check.Table} break the new rule {check.Name} ({check.Sql})")),
        AddForeignKeyOperation key => One(Orphans(key, broken)),
        SqlOperation sql => HandWritten(sql, all),
        DeleteDataOperation delete => [new(FindingWeight.Loss, $"Deletes rows of {delete.Table} by key.", delete.Table, delete.KeyValues.GetLength(0))],
        UpdateDataOperation update => [new(FindingWeight.Loss, $"Overwrites {string.Join(", ", update.Columns)} of {update.Table} by key.", update.Table, update.KeyValues.GetLength(0))],
        _ => [],
    };

    private SchemaFinding? DropTable(DropTableOperation drop, IReadOnlyList<MigrationOperation> all)
    {
        if (Count(drop.Name, "1") is not { } rows)
        {
            return null;
        }

        var renamed = all.OfType<CreateTableOperation>().Any();
        return new(
            rows == 0 ? FindingWeight.Note : FindingWeight.Loss,
            Text($"Drops the table {drop.Name} with {Counted(rows, "row")}.{(renamed ? " A table is created in the same migration: was a rename meant?" : "")}"),
            drop.Name,
            rows);
    }

    private IEnumerable<SchemaFinding> DropColumn(DropColumnOperation drop, IReadOnlyList<MigrationOperation> all)
    {
        if (Count(drop.Table, $"{SqliteFile.Quote(drop.Name)} IS NOT NULL") is { } values)
        {
            yield return new(
                values == 0 ? FindingWeight.Note : FindingWeight.Loss,
                Text($"Drops {drop.Table}.{drop.Name} with {Counted(values, "value")}."),
                drop.Table,
                values);
        }

        var added = all.OfType<AddColumnOperation>().Where(add => add.Table == drop.Table).Select(add => add.Name).ToList();
        if (added.Count > 0 && !all.OfType<SqlOperation>().Any())
        {
            yield return new(FindingWeight.Warning, $"{drop.Table}.{drop.Name} goes and {string.Join(", ", added)} comes, and nothing is copied: was a rename meant?", drop.Table);
        }
    }

    private SchemaFinding? AddColumn(AddColumnOperation add)
    {
        if (add.IsNullable || add.ComputedColumnSql is not null || Count(add.Table, "1") is not ({ } rows and > 0))
        {
            return null;
        }

        if (add.DefaultValue is null && add.DefaultValueSql is null)
        {
            return new(FindingWeight.Blocker, Text($"{add.Table}.{add.Name} must not be NULL and has no default for the {Counted(rows, "row")} there."), add.Table, rows);
        }

        return add.DefaultValue is "" or 0 or 0L or false or 0m or 0d
            ? new(FindingWeight.Warning, Text($"{rows} rows of {add.Table} get the empty value of {add.Name} that the generator put there."), add.Table, rows)
            : null;
    }

    private IEnumerable<SchemaFinding> AlterColumn(AlterColumnOperation alter, FindingWeight broken)
    {
        var column = SqliteFile.Quote(alter.Name);
        if (!alter.IsNullable && alter.OldColumn.IsNullable)
        {
            var hasDefault = alter.DefaultValue is not null || alter.DefaultValueSql is not null;
            if (Breaking(
                alter.Table,
                $"{column} IS NULL",
                hasDefault ? FindingWeight.Warning : broken,
                count => $"{count} rows of {alter.Table} have no {alter.Name}{(hasDefault ? " and get the default" : ", which must not be NULL any more")}") is { } nulls)
            {
                yield return nulls;
            }
        }

        if (alter.ColumnType is "INTEGER" or "REAL" && alter.OldColumn.ColumnType == "TEXT"
            && Breaking(
                alter.Table,
                $"{column} IS NOT NULL AND CAST({column} AS {alter.ColumnType}) || '' <> {column}",
                FindingWeight.Loss,
                count => $"{count} values of {alter.Table}.{alter.Name} are no {alter.ColumnType}") is { } narrowed)
        {
            yield return narrowed;
        }

        if (alter.MaxLength is { } length && (alter.OldColumn.MaxLength is not { } old || old > length)
            && Breaking(alter.Table, Text($"length({column}) > {length}"), FindingWeight.Warning, count => Text($"{count} values of {alter.Table}.{alter.Name} are longer than {length}")) is { } cut)
        {
            yield return cut;
        }
    }

    private SchemaFinding? Duplicates(string table, string[] columns, string? filter, FindingWeight broken)
    {
        var list = string.Join(", ", columns.Select(SqliteFile.Quote));
        var notNull = string.Join(" AND ", columns.Select(column => $"{SqliteFile.Quote(column)} IS NOT NULL"));
        return Breaking(
            table,
            $"({list}) IN (SELECT {list} FROM {SqliteFile.Quote(table)} WHERE {notNull}{(filter is null ? "" : $" AND ({filter})")} GROUP BY {list} HAVING count(*) > 1){(filter is null ? "" : $" AND ({filter})")}",
            broken,
            count => $"{count} rows of {table} share their {string.Join(", ", columns)} with another, which must be unique");
    }

    private SchemaFinding? Orphans(AddForeignKeyOperation key, FindingWeight broken)
    {
        var principal = key.PrincipalColumns ?? key.Columns;
        var child = SqliteFile.Quote(key.Table);
        var set = string.Join(" AND ", key.Columns.Select(column => $"{child}.{SqliteFile.Quote(column)} IS NOT NULL"));
        var match = string.Join(" AND ", key.Columns.Zip(principal, (from, to) => $"parent.{SqliteFile.Quote(to)} = {child}.{SqliteFile.Quote(from)}"));
        return Breaking(
            key.Table,
            $"{set} AND NOT EXISTS (SELECT 1 FROM {SqliteFile.Quote(key.PrincipalTable)} parent WHERE {match})",
            broken,
            count => $"{count} rows of {key.Table} point to rows of {key.PrincipalTable} that do not exist");
    }

    /// <summary>A finding when rows match, with the keys of the first of them.</summary>
    private SchemaFinding? Breaking(string table, string condition, FindingWeight weight, Func<long, string> text)
    {
        if (Count(table, condition) is not ({ } count and > 0))
        {
            return null;
        }

        var keys = Keys(table, condition);
        return new(weight, $"{text(count)}: {string.Join("; ", keys)}{(count > keys.Count ? " ..." : "")}.", table, count, keys);
    }

    /// <summary>Null when the table or a column is not there yet.</summary>
    private long? Count(string table, string condition)
    {
        try
        {
            return connection.Scalar<long>($"SELECT count(*) FROM {SqliteFile.Quote(table)} WHERE {condition}");
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            return null;
        }
    }

    private List<string> Keys(string table, string condition)
    {
        var columns = connection.Query("SELECT name FROM pragma_table_info($table) WHERE pk > 0 ORDER BY pk", row => SqliteFile.Quote(row.GetString(0)), ("$table", table));
        var key = columns.Count == 0 ? "rowid" : string.Join(", ", columns);
        return connection.Query(
            Text($"SELECT {key} FROM {SqliteFile.Quote(table)} WHERE {condition} ORDER BY {key} LIMIT {Shown}"),
            row => string.Join(", ", Enumerable.Range(0, row.FieldCount).Select(column => Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture))));
    }

    /// <summary>SQL by hand is only read as far as to know whether it takes or overwrites what is there.</summary>
    private static IEnumerable<SchemaFinding> HandWritten(SqlOperation sql, IReadOnlyList<MigrationOperation> all)
    {
        var fresh = all.OfType<AddColumnOperation>().Select(add => (add.Table, add.Name)).ToHashSet();
        foreach (var statement in SqlText.Statements(sql.Sql))
        {
            var words = string.Join(' ', statement.Take(3).Where(token => token.Kind == SqlTokenKind.Word).Select(token => token.Text.ToUpperInvariant()));
            var takes = words.StartsWith("DELETE", StringComparison.Ordinal) || words.StartsWith("REPLACE", StringComparison.Ordinal)
                || words.StartsWith("INSERT OR REPLACE", StringComparison.Ordinal) || words.StartsWith("DROP TABLE", StringComparison.Ordinal)
                || words.StartsWith("ALTER TABLE", StringComparison.Ordinal) || words.StartsWith("WITH", StringComparison.Ordinal)
                || (words.StartsWith("UPDATE", StringComparison.Ordinal) && !SqlText.Assigned(statement).All(fresh.Contains));
            yield return takes
                ? new(FindingWeight.Loss, $"Hand-written SQL may take or overwrite what is there: {FirstLine(sql.Sql)}")
                : new(FindingWeight.Note, $"Runs SQL written by hand: {FirstLine(sql.Sql)}");
        }
    }

    private static IEnumerable<SchemaFinding> One(SchemaFinding? finding) => finding is null ? [] : [finding];

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Counted(long number, string what) => Text($"{number} {what}{(number == 1 ? "" : "s")}");

    private static string FirstLine(string sql)
    {
        var lines = sql.Trim().Split('\n');
        return lines.Length == 1 ? lines[0] : $"{lines[0].TrimEnd()} ...";
    }
}
