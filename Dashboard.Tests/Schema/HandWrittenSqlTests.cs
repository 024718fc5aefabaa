using Dashboard.Data.Schema;
using Dashboard.Data.Schema.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Dashboard.Tests.Schema;

/// <summary>What a migration's SQL by hand does is read as far as to know whether a start may apply it by itself.</summary>
public sealed class HandWrittenSqlTests
{
    [Theory]
    [InlineData("CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM b WHERE id = OLD.id; UPDATE a SET x = CASE WHEN 1 THEN 2 ELSE 3 END; END")]
    [InlineData("DROP TRIGGER t; CREATE VIEW v AS SELECT 1")]
    [InlineData("INSERT INTO a (x) SELECT y FROM b")]
    [InlineData("UPDATE a SET fresh = (SELECT max(x, 1) FROM b), \"also\" = 1 WHERE x = 2")]
    [InlineData("-- only a word: DELETE\nCREATE INDEX i ON a (x)")]
    public void What_takes_nothing_is_only_noted(string sql) => Assert.All(Findings(sql), finding => Assert.Equal(FindingWeight.Note, finding.Weight));

    [Theory]
    [InlineData("DELETE FROM a")]
    [InlineData("delete from a where x = 1")]
    [InlineData("CREATE INDEX i ON a (x); DROP TABLE b")]
    [InlineData("UPDATE a SET fresh = 1, x = 2")]
    [InlineData("REPLACE INTO a VALUES (1)")]
    [InlineData("INSERT OR REPLACE INTO a VALUES (1)")]
    [InlineData("WITH c AS (SELECT 1) DELETE FROM a")]
    [InlineData("CREATE TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; END; DELETE FROM a")]
    [InlineData("ALTER TABLE a DROP COLUMN x")]
    public void What_takes_or_overwrites_is_a_loss(string sql) => Assert.Contains(Findings(sql), finding => finding.Weight == FindingWeight.Loss);

    private static IReadOnlyList<SchemaFinding> Findings(string sql)
    {
        using var connection = SqliteFile.OpenMemory();
        return new SqliteFindings(connection).Of(
        [
            new AddColumnOperation { Table = "a", Name = "fresh", IsNullable = true, ClrType = typeof(string) },
            new AddColumnOperation { Table = "a", Name = "also", IsNullable = true, ClrType = typeof(string) },
            new SqlOperation { Sql = sql },
        ]);
    }
}
