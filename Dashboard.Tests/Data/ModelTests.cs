using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Data;
using Dashboard.Data.Conventions;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dashboard.Tests.Data;

/// <summary>Rules for every table, including those that are added later.</summary>
public sealed partial class ModelTests : IDisposable
{
    private readonly ReleaseDatabase _database = new();
    private readonly OperationsFixture _operations = new();

    public void Dispose()
    {
        _database.Dispose();
        _operations.Dispose();
    }

    public static TheoryData<string> Databases => ["dashboard.db", "operations.db"];

    [Theory]
    [MemberData(nameof(Databases))]
    public void Every_change_of_the_model_has_its_migration(string database)
    {
        using var context = Open(database);

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void The_migrations_produce_the_schema_of_the_model(string database)
    {
        using var fresh = new EmptyFile();
        using (var context = OpenAt(database, fresh.Path))
        {
            context.Database.EnsureCreated();
        }

        using var created = RawSql.Connect(fresh.Path);
        using var migrated = RawSql.Connect(FileOf(database));
        const string Tables = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY name";
        Assert.Equal(created.Read(Tables).Select(Plain), migrated.Read(Tables).Select(Plain));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Every_foreign_key_has_an_index_that_begins_with_its_columns(string database)
    {
        using var connection = RawSql.Connect(FileOf(database));
        var keys = connection.Read(
            "SELECT t.name, f.id, group_concat(f.\"from\") FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' GROUP BY t.name, f.id")
            .Select(row => row.Split('|')).ToList();

        var scanned = keys.Where(key => !Indexes(connection, key[0]).Any(index => index == key[2] || index.StartsWith(key[2] + ",", StringComparison.Ordinal)));

        Assert.NotEmpty(keys);
        Assert.Equal([], scanned.Select(key => $"{key[0]}({key[2]})"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Every_table_column_and_constraint_is_named_by_the_rule(string database)
    {
        using var context = Open(database);
        var model = context.GetService<IDesignTimeModel>().Model;

        var odd = NamesIn(model).Where(name => !RuleOf(name.Kind).IsMatch(name.Name ?? "")).ToList();

        Assert.Equal([], odd);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void No_column_exists_that_no_property_declares(string database)
    {
        using var context = Open(database);

        var shadows = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.IsShadowProperty());

        Assert.Equal([], shadows.Select(property => $"{property.DeclaringType.DisplayName()}.{property.Name}"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Every_enum_column_is_held_to_its_names_by_a_check(string database)
    {
        using var context = Open(database);
        var model = context.GetService<IDesignTimeModel>().Model;
        var enums = model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType).IsEnum).ToList();

        var loose = enums.Where(property => !((IEntityType)property.DeclaringType).GetCheckConstraints().Any(check => NamesAll(check.Sql, property)));

        Assert.NotEmpty(enums);
        Assert.Equal([], loose.Select(property => $"{property.DeclaringType.DisplayName()}.{property.Name}"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Every_instant_is_converted_to_utc(string database)
    {
        using var context = Open(database);
        var instants = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTime)).ToList();

        Assert.NotEmpty(instants);
        Assert.All(instants, property => Assert.IsType<UtcConverter>(property.GetTypeMapping().Converter));
    }

    /// <summary>SQLite stores these types in a form that it cannot compare.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public void No_column_is_of_a_type_that_sqlite_cannot_order(string database)
    {
        Type[] unordered = [typeof(DateTimeOffset), typeof(decimal), typeof(TimeSpan), typeof(ulong)];
        using var context = Open(database);

        var found = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => unordered.Contains(Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType));

        Assert.Equal([], found.Select(property => property.Name));
    }

    [Fact]
    public void A_connection_of_the_application_checks_foreign_keys_and_waits_for_its_turn()
    {
        using var context = _database.CreateDbContext();

        var pragmas = context.Database.SqlQuery<string>(
            $"SELECT (SELECT foreign_keys FROM pragma_foreign_keys) || ' ' || (SELECT journal_mode FROM pragma_journal_mode) || ' ' || (SELECT timeout FROM pragma_busy_timeout) AS Value");

        Assert.Equal("1 wal 5000", pragmas.Single());
    }

    private string FileOf(string database) => database == "dashboard.db" ? _database.File : _operations.File;

    private DbContext Open(string database) => OpenAt(database, FileOf(database));

    private static DbContext OpenAt(string database, string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        return database == "dashboard.db"
            ? new ReleaseDbContext(new DbContextOptionsBuilder<ReleaseDbContext>().UseSqlite(connection).Options)
            : new OperationsDbContext(new DbContextOptionsBuilder<OperationsDbContext>().UseSqlite(connection).Options);
    }

    /// <summary>Normalizes white space, and the order of columns and constraints in a table, which a rebuild changes.</summary>
    private static string Plain(string sql)
    {
        var text = Spaces().Replace(sql, " ");
        if (!text.Contains("CREATE TABLE", StringComparison.Ordinal))
        {
            return text;
        }

        var (depth, part, parts) = (0, new StringBuilder(), new List<string>());
        foreach (var sign in text)
        {
            depth += sign switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 1 && sign is ',' or '(')
            {
                parts.Add(part.ToString().Trim());
                part.Clear();
            }
            else
            {
                part.Append(sign);
            }
        }

        return string.Join(", ", parts.Append(part.ToString().Trim(' ', ')')).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Indexes(SqliteConnection connection, string table)
    {
        var keys = connection.Read($"SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk)");
        var indexes = connection.Read(
            $"SELECT group_concat(i.name) FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i WHERE l.partial = 0 GROUP BY l.name");
        return keys.Concat(indexes);
    }

    private static bool NamesAll(string check, IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var names = Enum.GetNames(type).Select(name => Capital().Replace(name, "_$0").ToUpperInvariant()).Order(StringComparer.Ordinal);
        return check.StartsWith($"{property.GetColumnName()} IN (", StringComparison.Ordinal)
            && names.SequenceEqual(Quoted().Matches(check).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Kind, string? Name)> NamesIn(IModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            yield return ("table", entity.GetTableName());
            foreach (var column in entity.GetProperties())
            {
                yield return ("column", column.GetColumnName());
            }

            foreach (var key in entity.GetKeys())
            {
                yield return (key.IsPrimaryKey() ? "pk" : "uq", key.GetName());
            }

            foreach (var key in entity.GetForeignKeys())
            {
                yield return ("fk", key.GetConstraintName());
            }

            foreach (var index in entity.GetIndexes())
            {
                yield return (index.IsUnique ? "uq" : "ix", index.GetDatabaseName());
            }

            foreach (var check in entity.GetCheckConstraints())
            {
                yield return ("ck", check.Name);
            }
        }
    }

    private static Regex RuleOf(string kind) => kind is "table" or "column" ? Snake() : new Regex($"^{kind}_[a-z0-9_]+$", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Snake();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    private sealed class EmptyFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-model-");

        public string Path => System.IO.Path.Combine(_folder.FullName, "created.db");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
