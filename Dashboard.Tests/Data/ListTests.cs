using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>The elements of every stored list are strings that .NET can read, whoever writes.</summary>
public sealed class ListTests : IDisposable
{
    private static readonly Dictionary<string, string[]> Lists = new()
    {
        ["committee"] = ["committee_members", "committers", "release_managers"],
        ["release_policy"] =
        [
            "mailto_addresses", "binary_artifact_paths", "source_artifact_paths", "github_compose_workflow_path", "github_vote_workflow_path",
            "github_finish_workflow_path",
        ],
        ["public_signing_key"] = ["secondary_declared_uids"],
    };

    private readonly ReleaseDatabase _database = new();

    public ListTests() => OneRowEach.Fill(_database);

    public void Dispose() => _database.Dispose();

    public static IEnumerable<string> Triggers => Lists.Keys.SelectMany(table => new[] { $"tr_{table}_lists_insert", $"tr_{table}_lists_update" });

    public static TheoryData<string, string, string> Wrong
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var (table, column) in Lists.SelectMany(list => list.Value, (list, column) => (list.Key, column)))
            {
                foreach (var value in (string[])["[1]", "[null]", """["a",["b"]]""", """[{"a":"b"}]""", """["\ud800"]""", """["a\udc00b"]"""])
                {
                    cases.Add(table, column, value);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_element_that_is_no_string_is_refused(string table, string column, string value)
    {
        var refused = Assert.Throws<SqliteException>(() => _database.Run($"UPDATE {table} SET {column} = '{value}'"));

        Assert.Contains($"tr_{table}_lists_update: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inserted_list_is_refused_as_well()
    {
        var refused = Assert.Throws<SqliteException>(() => _database.Run(
            "INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('other', 0, '[]', '[7]', '[]')"));

        Assert.Contains("tr_committee_lists_insert: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["alex","zoe"]""")]
    [InlineData("""["\ud83d\ude00","\ufffd","\uffff","\u0000"]""")]
    [InlineData("[]")]
    public void A_list_of_strings_is_stored_and_read(string value)
    {
        _database.Run($"UPDATE committee SET committee_members = '{value}' WHERE name = 'tooling'");

        var members = _database.Read(context => context.Committees.Single(c => c.Name == "tooling").CommitteeMembers);

        Assert.Equal(System.Text.Json.JsonSerializer.Deserialize<string[]>(value), members);
    }
}
