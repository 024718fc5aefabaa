using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Data.Schema;

/// <summary>What a migration's operations do, for people.</summary>
public static class MigrationWords
{
    /// <summary>One sentence.</summary>
    public static string Of(MigrationOperation operation) => operation switch
    {
        CreateTableOperation create => $"Creates the table {create.Name} with {Listed(create.Columns.Select(column => column.Name))}.",
        DropTableOperation drop => $"Drops the table {drop.Name}.",
        RenameTableOperation rename => $"Renames the table {rename.Name} to {rename.NewName}.",
        AddColumnOperation add => $"Adds {add.Table}.{add.Name}, {Column(add)}.",
        DropColumnOperation drop => $"Drops {drop.Table}.{drop.Name}.",
        RenameColumnOperation rename => $"Renames {rename.Table}.{rename.Name} to {rename.NewName}.",
        AlterColumnOperation alter => $"Changes {alter.Table}.{alter.Name} from {Column(alter.OldColumn)} to {Column(alter)}.",
        CreateIndexOperation index => $"Adds the {(index.IsUnique ? "unique " : "")}index {index.Name} on {index.Table} ({string.Join(", ", index.Columns)}){(index.Filter is null ? "" : $" where {index.Filter}")}.",
        DropIndexOperation index => $"Drops the index {index.Name}.",
        RenameIndexOperation index => $"Renames the index {index.Name} to {index.NewName}.",
        AddPrimaryKeyOperation key => $"Makes {string.Join(", ", key.Columns)} the key of {key.Table}.",
        DropPrimaryKeyOperation key => $"Takes its key from {key.Table}.",
        AddForeignKeyOperation key => $"Makes {key.Table} ({string.Join(", ", key.Columns)}) point to {key.PrincipalTable}; when that is deleted: {key.OnDelete}.",
        DropForeignKeyOperation key => $"Takes the reference {key.Name} from {key.Table}.",
        AddUniqueConstraintOperation unique => $"Makes {string.Join(", ", unique.Columns)} of {unique.Table} unique.",
        DropUniqueConstraintOperation unique => $"Takes the rule {unique.Name} from {unique.Table}.",
        AddCheckConstraintOperation check => $"Adds the rule {check.Name} to {check.Table}: {check.Sql}.",
        DropCheckConstraintOperation check => $"Takes the rule {check.Name} from {check.Table}.",
        InsertDataOperation insert => $"Inserts {insert.Values.GetLength(0)} rows into {insert.Table}.",
        UpdateDataOperation update => $"Overwrites {string.Join(", ", update.Columns)} in {update.KeyValues.GetLength(0)} rows of {update.Table}.",
        DeleteDataOperation delete => $"Deletes {delete.KeyValues.GetLength(0)} rows of {delete.Table}.",
        SqlOperation sql => $"Runs SQL written by hand: {FirstLine(sql.Sql)}",
        AlterTableOperation alter => $"Changes what is said about the table {alter.Name}.",
        _ => operation.GetType().Name,
    };

    private static string Column(ColumnOperation column) => string.Join(", ", new[]
    {
        column.ColumnType ?? "any type",
        column.IsNullable ? "may be NULL" : "never NULL",
        column.DefaultValueSql is { } sql ? $"by default {sql}" : column.DefaultValue is { } value ? $"{(value is "" ? "empty" : value)} where rows are there already" : null,
        column.ComputedColumnSql is { } computed ? $"computed as {computed}" : null,
    }.OfType<string>());

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= 8 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(7))} and {all.Count - 7} columns more";
    }

    private static string FirstLine(string sql)
    {
        var lines = sql.Trim().Split('\n');
        return lines.Length == 1 ? lines[0] : $"{lines[0].TrimEnd()} ...";
    }
}
