using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Data.Schema.Sqlite;

/// <summary>
/// What the schema is after each migration, found by applying the migrations to an empty database in memory with the
/// executor of the real run.
/// </summary>
internal sealed class SqliteReplay(MigrationChain chain) : IDisposable
{
    private readonly Lock _advancing = new();
    private readonly Dictionary<string, SchemaFacts> _facts = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;
    private SchemaFacts? _empty;
    private int _applied;

    /// <summary>The facts after a migration; after none for null.</summary>
    /// <exception cref="SchemaException">A migration up to it fails on an empty database.</exception>
    public SchemaFacts FactsAt(string? migrationId)
    {
        lock (_advancing)
        {
            if (migrationId is null)
            {
                return _empty ??= new(new Dictionary<string, string>(), []);
            }

            while (!_facts.ContainsKey(migrationId))
            {
                Advance();
            }

            return _facts[migrationId];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private void Advance()
    {
        try
        {
            _connection ??= SqliteFile.OpenMemory();
            var id = chain.Ids[_applied];
            new SqliteExecutor(_connection, chain.CreateHistorySql, null).Execute(
                [chain.Step(id, SchemaDirection.Up)], chain.Ids.Take(_applied).ToList(), null, null, CancellationToken.None);
            _facts[id] = SqliteFacts.Read(_connection).WithOptional(UndeclaredDefaults(id));
            _applied++;
        }
        catch
        {
            // A migration may have been applied without its facts: the next call starts from the empty database again.
            _connection?.Dispose();
            (_connection, _applied) = (null, 0);
            throw;
        }
    }

    private IEnumerable<string> UndeclaredDefaults(string migrationId) =>
        chain.TargetModel(migrationId, SchemaDirection.Up)!.Tables
            .SelectMany(table => table.Columns)
            .Where(column => column.DefaultValueSql is null && !column.TryGetDefaultValue(out _))
            .Select(column => SqliteFacts.DefaultOf(column.Table.Name, column.Name));
}
