using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Schema.Fixture;

/// <summary>A database of the fixture chain in a folder of its own, deleted at the end.</summary>
internal sealed class FixtureDatabase : IDisposable
{
    /// <summary>What the first schema holds: names with and without a space, doubles, gaps, and ids given and taken back.</summary>
    private const string Seed =
        """
        INSERT INTO person (id, full_name, active, nickname) VALUES
            (1, 'Ada Lovelace', 1, 'ada'), (2, 'Alan Turing', 0, NULL), (3, 'Grace Brewster Hopper', 1, 'amazing'), (7, 'Hypatia', 1, NULL);
        INSERT INTO team (id, name) VALUES (1, 'Compilers'), (2, 'Ciphers'), (3, 'Ciphers'), (4, 'Empty');
        INSERT INTO membership (id, person_id, team_id, role) VALUES
            (1, 1, 1, 'author'), (2, 2, 2, 'lead'), (3, 2, 3, 'double'), (4, 3, 1, 'lead'), (5, 3, 1, 'again'), (6, 7, 3, 'guest');
        INSERT INTO note (id, person_id, body, tags, priority) VALUES
            (1, 1, 'on the engine', 'math,engine', 9), (2, 1, 'it''s "quoted"', '', 0), (3, 2, 'computable', 'math', 3), (5, 3, 'first bug', 'moth,log "1947"', 5),
            (9, 7, 'gone soon', '', 1);
        DELETE FROM note WHERE id = 9;
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("schema-").FullName;

    public FixtureDatabase()
        : this(Chain)
    {
    }

    /// <param name="chain">Another build's migrations.</param>
    /// <param name="change">Other settings of the engine.</param>
    public FixtureDatabase(MigrationChain chain, Func<SchemaEngineOptions, SchemaEngineOptions>? change = null)
    {
        OperationsFixture.CopyTo(OperationsPath);
        Engine = EngineOf(chain, change);
    }

    /// <summary>One for all tests: building the commands of each migration takes a while.</summary>
    public static MigrationChain Chain { get; } = MigrationChain.Of<FixtureContext>();

    public SchemaEngine Engine { get; }

    public string OperationsPath => Path.Combine(_directory, "operations.db");

    public SchemaJournal Journal => Engine.Journal;

    public SchemaBackups Backups => Engine.Backups;

    /// <summary>Another server or build on the same files.</summary>
    public SchemaEngine EngineOf(MigrationChain chain, Func<SchemaEngineOptions, SchemaEngineOptions>? change = null) => EngineAt(_directory, chain, change);

    /// <summary>An engine in a folder that another process made.</summary>
    public static SchemaEngine EngineAt(string directory, MigrationChain chain, Func<SchemaEngineOptions, SchemaEngineOptions>? change = null)
    {
        var path = Path.Combine(directory, "fixture.db");
        var operations = Path.Combine(directory, "operations.db");
        var options = new SchemaEngineOptions
        {
            Journal = SchemaJournal.At(operations),
            Backups = new SchemaBackups(new(Path.Combine(directory, "backups"), path, SchemaEngineOptions.DashboardApplicationId, operations)),
            LockPatience = TimeSpan.FromSeconds(60),
            DrainPatience = TimeSpan.FromSeconds(1),
        };
        return SchemaEngine.For(path, chain, change?.Invoke(options) ?? options);
    }

    public string FilePath => Engine.DatabasePath;

    public string Folder => _directory;

    /// <summary>The ids of the chain by their names.</summary>
    public static string Id(string name) => Chain.Ids.Single(id => MigrationName.Of(id) == name);

    /// <summary>Creates the first schema, fills it, and takes it up to a migration.</summary>
    public async Task<FixtureDatabase> SeededAtAsync(string migrationId)
    {
        await Engine.UpgradeAsync(Chain.Ids[0]);
        Execute(Seed);
        await Engine.UpgradeAsync(migrationId);
        return this;
    }

    public SqliteConnection Open() => SqliteFile.Open(FilePath, SqliteOpenMode.ReadWrite);

    public void Execute(string sql)
    {
        using var connection = Open();
        connection.Execute(sql);
    }

    public T? Scalar<T>(string sql)
    {
        using var connection = Open();
        return connection.Scalar<T>(sql);
    }

    /// <summary>The rows of every table as text, to be compared.</summary>
    public IReadOnlyDictionary<string, string> Contents() => Contents(FilePath);

    public static IReadOnlyDictionary<string, string> Contents(string path)
    {
        using var connection = SqliteFile.Open(path, SqliteOpenMode.ReadWrite);
        return SqliteCatalog.Tables(connection).ToDictionary(table => table, table =>
        {
            // Columns in the order of their names: a rebuild may change their own.
            var columns = connection.Query("SELECT name FROM pragma_table_info($table) ORDER BY name", row => SqliteFile.Quote(row.GetString(0)), ("$table", table));
            var rows = connection.Query(
                $"SELECT {string.Join(" || '|' || ", columns.Select(column => $"quote({column})"))} FROM {SqliteFile.Quote(table)}", row => row.GetString(0));
            return string.Join('\n', rows.Order(StringComparer.Ordinal));
        });
    }

    public SchemaFacts Facts()
    {
        using var connection = Open();
        return SqliteFacts.Read(connection);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
