using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// Generates what EF Core generates, less the two PRAGMAs around a table rebuild. EF commits before each of
/// them, which cuts one migration into three transactions; a kill in between leaves a schema that no later
/// run can repair. The executor has foreign keys off before its one transaction begins instead.
/// </summary>
internal sealed class AtomicMigrationsSqlGenerator(
    MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    /// <exception cref="NotSupportedException">A command wants to run outside the transaction.</exception>
    public override IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations,
        IModel? model = null,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        var commands = base.Generate(operations, model, options).Where(command => !IsForeignKeySwitch(command)).ToList();
        var suppressed = commands.Find(command => command.TransactionSuppressed);
        return suppressed is null
            ? commands
            : throw new NotSupportedException(
                $"A command asks to run outside the transaction, which cannot be undone: {suppressed.CommandText.Trim()}");
    }

    private static bool IsForeignKeySwitch(MigrationCommand command) =>
        command.TransactionSuppressed
        && command.CommandText.Trim() is "PRAGMA foreign_keys = 0;" or "PRAGMA foreign_keys = 1;";
}
