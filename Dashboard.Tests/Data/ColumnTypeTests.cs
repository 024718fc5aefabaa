using Dashboard.Data;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dashboard.Tests.Data;

/// <summary>Every column refuses what its property cannot hold, by a constraint of its own: SQLite itself accepts any value in any column.</summary>
public sealed class ColumnTypeTests : IDisposable
{
    private static readonly Dictionary<string, string[]> Wrong = new()
    {
        ["instant"] =
        [
            "''", "'now'", "'soon'", "0", "X'323032362D30352D30342031323A30303A3030'", "'2026-05-04'", "'2026-05-04T12:00:00'", "'2026-05-04 12:00'",
            "'2026-05-04 12:00:00Z'", "'2026-05-04 12:00:00.'", "'2026-05-04 12:00:00.12345678'", "'2026-05-04 12:00:00.1x'", "'2026-02-30 12:00:00'",
            "'2026-13-01 12:00:00'", "'2026-05-04 24:00:00'", "'2026-05-04 12:60:00'", "'0000-05-04 12:00:00'", "'2026-05-04 12:00:00' || char(0) || 'x'",
        ],
        ["integer"] = ["'many'", "1.5", "X'01'", "''"],
        ["boolean"] = ["2", "-1", "'true'", "0.5"],
        ["text"] = ["X'616C6578'"],
        ["guid"] = ["''", "'alex'", "'0190c0de-0000-7000-8000-00000000000g'", "'0190c0de-0000-7000-8000-000000000000 '", "X'0190C0DE000070008000000000000000'"],
    };

    private readonly ReleaseDatabase _database = new();

    public ColumnTypeTests() => OneRowEach.Fill(_database);

    public void Dispose() => _database.Dispose();

    /// <summary>Whether a constraint is one of those that these tests break.</summary>
    public static bool Covers(string constraint) => Columns.Any(column => column.Constraint == constraint);

    public static TheoryData<string> Tables => [.. Columns.Select(column => column.Table).Distinct()];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_column_refuses_a_value_of_another_type(string table)
    {
        using var connection = RawSql.Connect(_database.File);
        foreach (var column in Columns.Where(column => column.Table == table))
        {
            foreach (var value in Wrong[column.Kind])
            {
                Assert.Equal((column.Constraint, value), (RefusedBy(connection, column, value), value));
            }

            if (column.Property.ClrType == typeof(int))
            {
                Assert.Equal(column.Constraint, RefusedBy(connection, column, "2147483648"));
            }
        }
    }

    [Theory]
    [InlineData("2026-05-04 12:00:00")]
    [InlineData("2026-05-04 12:00:59.9999999")]
    [InlineData("2026-05-04 12:00:00.120")]
    [InlineData("2024-02-29 23:59:59")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("9999-12-31 23:59:59.9999999")]
    public void An_instant_that_NET_can_read_is_accepted(string instant)
    {
        _database.Run($"UPDATE release SET vote_started = '{instant}' WHERE name = 'widget-1.0.0'");

        var read = _database.Read(context => context.Releases.Single(r => r.Name == "widget-1.0.0").VoteStarted);

        Assert.Equal(DateTime.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    /// <returns>The constraint when it refuses the value in a table of this column alone, where no other constraint can; else null.</returns>
    private static string? RefusedBy(SqliteConnection connection, Column column, string value)
    {
        var check = column.Entity.GetCheckConstraints().Single(check => check.Name == column.Constraint);
        var affinity = connection.Read($"SELECT type FROM pragma_table_info('{column.Table}') WHERE name = '{column.Name}'").Single();
        Assert.Contains($"CONSTRAINT \"{check.Name}\" CHECK ({check.Sql})", connection.Read($"SELECT sql FROM sqlite_master WHERE name = '{column.Table}'").Single(), StringComparison.Ordinal);
        connection.Run($"CREATE TEMP TABLE one ({column.Name} {affinity}, CONSTRAINT \"{check.Name}\" CHECK ({check.Sql}))");
        try
        {
            connection.Run($"INSERT INTO one VALUES ({value})");
            return null;
        }
        catch (SqliteException error) when (error.Message.Contains($"'CHECK constraint failed: {check.Name}'", StringComparison.Ordinal))
        {
            return check.Name;
        }
        finally
        {
            connection.Run("DROP TABLE one");
        }
    }

    private static IReadOnlyList<Column> Columns { get; } = Read();

    private static List<Column> Read()
    {
        using var context = new ReleaseDbContext(new DbContextOptionsBuilder<ReleaseDbContext>().UseSqlite("Data Source=:memory:").Options);
        return
        [
            .. context.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(entity => entity.GetProperties(), (entity, property) => (entity, property))
                .Where(column => !(Nullable.GetUnderlyingType(column.property.ClrType) ?? column.property.ClrType).IsEnum)
                .Select(column => new Column(column.entity, column.property, KindOf(Nullable.GetUnderlyingType(column.property.ClrType) ?? column.property.ClrType))),
        ];
    }

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(DateTime) => "instant",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(Guid) => "guid",
        _ => "text",
    };

    private sealed record Column(IEntityType Entity, IProperty Property, string Kind)
    {
        public string Table => Entity.GetTableName()!;
        public string Name => Property.GetColumnName();
        public string Constraint => $"ck_{Table}_{Name}_{Kind}";
    }
}
