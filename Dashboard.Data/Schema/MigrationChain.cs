using System.Reflection;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Data.Schema;

/// <summary>The migrations that this build knows for one context, and the commands of each.</summary>
/// <param name="createContext">Makes a context for the chain from a connection string; disposed after use.</param>
/// <param name="last">The newest migration to know; null for all. With one the chain is that of an older build.</param>
public sealed class MigrationChain(Func<string, DbContext> createContext, string? last = null)
{
    private readonly Lock _building = new();
    private readonly Dictionary<(string, SchemaDirection), SchemaStep> _steps = [];
    private IReadOnlyList<string>? _ids;
    private bool? _hasPendingModelChanges;

    /// <summary>The chain of a context type with a constructor that takes its options.</summary>
    /// <param name="assembly">Where its migrations are; null for the context's own assembly.</param>
    public static MigrationChain Of<TContext>(Assembly? assembly = null)
        where TContext : DbContext => new(connectionString =>
        {
            var options = new DbContextOptionsBuilder<TContext>()
                .UseSqlite(connectionString, sqlite => _ = assembly is null ? sqlite : sqlite.MigrationsAssembly(assembly))
                .ReplaceService<IMigrationsSqlGenerator, AtomicMigrationsSqlGenerator>()
                .Options;
            return (DbContext)Activator.CreateInstance(typeof(TContext), options)!;
        });

    /// <summary>The chain as an older build knew it.</summary>
    /// <param name="migrationId">That build's newest migration.</param>
    public MigrationChain Until(string migrationId) => new(createContext, migrationId);

    /// <summary>Whether the newest migration leads to the model of the code.</summary>
    public bool LeadsToModel => last is null;

    /// <summary>All migrations of the build, oldest first.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_building)
            {
                return _ids ??= Read(assembly => assembly.Migrations.Keys
                    .Where(id => last is null || string.CompareOrdinal(id, last) <= 0).Order(StringComparer.Ordinal).ToList());
            }
        }
    }

    /// <summary>Creates the history table where it is missing.</summary>
    public string CreateHistorySql
    {
        get
        {
            using var context = createContext("Data Source=:memory:");
            return context.GetService<IHistoryRepository>().GetCreateIfNotExistsScript();
        }
    }

    /// <summary>Whether the model has changed since the newest migration was made.</summary>
    public bool HasPendingModelChanges
    {
        get
        {
            lock (_building)
            {
                return _hasPendingModelChanges ??= LeadsToModel && Compare();
            }

            bool Compare()
            {
                using var context = createContext("Data Source=:memory:");
                return context.Database.HasPendingModelChanges();
            }
        }
    }

    /// <summary>A context of the chain's type on another database, for comparisons with the model.</summary>
    public DbContext CreateContext(string connectionString) => createContext(connectionString);

    /// <summary>What taking one migration up or down runs.</summary>
    /// <exception cref="NotSupportedException">The migration has no way back, or a command cannot run in a transaction.</exception>
    public SchemaStep Step(string migrationId, SchemaDirection direction)
    {
        lock (_building)
        {
            if (!_steps.TryGetValue((migrationId, direction), out var step))
            {
                _steps[(migrationId, direction)] = step = Build(migrationId, direction);
            }

            return step;
        }
    }

    /// <summary>The operations of one migration, for findings.</summary>
    /// <exception cref="NotSupportedException">The migration has no way back.</exception>
    public IReadOnlyList<MigrationOperation> Operations(string migrationId, SchemaDirection direction) =>
        Read(assembly =>
        {
            var migration = Create(assembly, migrationId);
            return direction == SchemaDirection.Up ? migration.UpOperations : migration.DownOperations;
        });

    /// <summary>The relational model that one migration leads to.</summary>
    public IRelationalModel? TargetModel(string migrationId, SchemaDirection direction)
    {
        using var context = createContext("Data Source=:memory:");
        return Target(context, migrationId, direction)?.GetRelationalModel();
    }

    private T Read<T>(Func<IMigrationsAssembly, T> read)
    {
        using var context = createContext("Data Source=:memory:");
        return read(context.GetService<IMigrationsAssembly>());
    }

    private SchemaStep Build(string migrationId, SchemaDirection direction)
    {
        using var context = createContext("Data Source=:memory:");
        var migration = Create(context.GetService<IMigrationsAssembly>(), migrationId);
        var history = context.GetService<IHistoryRepository>();
        var generator = context.GetService<IMigrationsSqlGenerator>();
        var target = Target(context, migrationId, direction);
        var up = direction == SchemaDirection.Up;
        var operations = up ? migration.UpOperations : migration.DownOperations;
        var handWritten = operations
            .Where(o => o is SqlOperation or InsertDataOperation or UpdateDataOperation or DeleteDataOperation)
            .SelectMany(o => generator.Generate([o], target))
            .Select(command => command.CommandText)
            .ToHashSet(StringComparer.Ordinal);

        // The generator only sees a column's new default or a rebuild in the whole list, never in one operation.
        var commands = generator.Generate(operations, target)
            .Select(command => new SchemaCommand(command.CommandText, Kind(command.CommandText, handWritten)))
            .Append(new SchemaCommand(
                up ? history.GetInsertScript(new HistoryRow(migrationId, ProductInfo.GetVersion())) : history.GetDeleteScript(migrationId),
                SchemaCommandKind.History))
            .ToList();

        return new SchemaStep(
            migrationId,
            direction,
            commands,
            operations.OfType<RenameTableOperation>()
                .Where(rename => rename.NewName is not null && rename.NewName != rename.Name)
                .ToDictionary(rename => rename.Name, rename => rename.NewName!, StringComparer.Ordinal),
            Indexes(target).Concat(Indexes(Target(context, migrationId, up ? SchemaDirection.Down : SchemaDirection.Up)))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList());
    }

    private static SchemaCommandKind Kind(string sql, HashSet<string> handWritten) =>
        handWritten.Contains(sql) ? SchemaCommandKind.Data
        : RebuildCommand.Parse(sql) is not null ? SchemaCommandKind.Rebuild
        : SchemaCommandKind.Plain;

    private static Migration Create(IMigrationsAssembly assembly, string migrationId) =>
        assembly.Migrations.TryGetValue(migrationId, out var type)
            ? assembly.CreateMigration(type, "Microsoft.EntityFrameworkCore.Sqlite")
            : throw new ArgumentException($"This build does not know the migration {migrationId}.", nameof(migrationId));

    private static IEnumerable<string> Indexes(IModel? model) =>
        model?.GetRelationalModel().Tables.SelectMany(table => table.Indexes).Select(index => index.Name) ?? [];

    /// <summary>The model that the direction leads to; null when the first migration is reverted.</summary>
    private static IModel? Target(DbContext context, string migrationId, SchemaDirection direction)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        var id = direction == SchemaDirection.Up
            ? migrationId
            : assembly.Migrations.Keys.Where(other => string.CompareOrdinal(other, migrationId) < 0).Max(StringComparer.Ordinal);
        return id is null
            ? null
            : context.GetService<IModelRuntimeInitializer>().Initialize(Create(assembly, id).TargetModel, designTime: true, validationLogger: null);
    }
}
