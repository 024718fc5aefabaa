using System.Runtime.CompilerServices;
using Dashboard.Tests.Storage.Support;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Database;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Storage;

/// <summary>A statement that reads a growing table from end to end is fast in every test and slow a year later.</summary>
public sealed class QueryPlanTests : IDisposable
{
    /// <summary>As many rows as there are servers, states and queues; and the one row of a version or sequence.</summary>
    private static readonly string[] SmallTables = ["hangfire_server", "hangfire_total", "hangfire_schema", "hangfire_sequence", "hangfire_lock"];

    private static readonly string[] Verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

    private readonly SQLiteUnderTest _storage = new();

    public void Dispose() => _storage.Dispose();

    public static TheoryData<string> Statements()
    {
        foreach (var type in typeof(SQLiteStorage).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        return [.. Sql.All.Select(sql => sql.Text).Where(IsQuery).Distinct()];
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_scans_no_growing_table(string sql)
    {
        Assert.DoesNotContain(Explain(sql), IsScanOfGrowingTable);
    }

    /// <summary>The plans of cascades are not shown with the statement that sets them off.</summary>
    [Theory]
    [InlineData("DELETE FROM hangfire_state WHERE job_id = ?1")]
    [InlineData("DELETE FROM hangfire_job_parameter WHERE job_id = ?1")]
    public void What_goes_with_a_job_is_found_without_a_scan(string sql)
    {
        Assert.DoesNotContain(Explain(sql), IsScanOfGrowingTable);
    }

    [Fact]
    public void A_scan_would_be_noticed()
    {
        Assert.Contains(Explain("SELECT count(*) FROM hangfire_job"), IsScanOfGrowingTable);
        Assert.Contains(Explain("SELECT id FROM hangfire_job WHERE state_name = 'Succeeded'"), IsScanOfGrowingTable);
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_sorts_no_more_than_a_page(string sql)
    {
        var sorts = Explain(sql).Where(line => line.Contains("USE TEMP B-TREE", StringComparison.Ordinal));

        // The outer order of the dashboard's lists: of the rows of one page.
        Assert.True(!sorts.Any() || sql.Contains(") page", StringComparison.Ordinal), sql);
    }

    private static bool IsQuery(string sql) =>
        Verbs.Any(verb => sql.StartsWith(verb, StringComparison.Ordinal));

    private static bool IsScanOfGrowingTable(string line)
    {
        // "SCAN q" is a scan of a sub-select that is named so, and those are limited; tables are not given other names in them.
        var words = line.Split(' ');
        return words[0] == "SCAN" && words.Length > 1 && words[1].StartsWith("hangfire_", StringComparison.Ordinal) && !SmallTables.Contains(words[1]);
    }

    private List<string> Explain(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_storage.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of the storage.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        for (var number = 1; number <= 9; number++)
        {
            if (sql.Contains($"?{number}", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue($"?{number}", 1);
            }
        }

        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
        {
            plan.Add(reader.GetString(3));
        }

        return plan;
    }
}
