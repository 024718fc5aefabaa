using Dashboard.Data;
using Dashboard.Data.Entities;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

/// <summary>What a revision is made of is written once and goes only with its release, whoever writes.</summary>
public sealed class HistoryTests : IDisposable
{
    private const string Sha256 = OneRowEach.Sha256;
    private static readonly string[] Tables = ["release", "revision", "revision_file", "blob", "revision_counter"];
    private readonly ReleaseDatabase _database = new();

    public HistoryTests() => OneRowEach.Fill(_database);

    public void Dispose() => _database.Dispose();

    /// <summary>The trigger, and a statement that it refuses.</summary>
    public static readonly TheoryData<string, string> Refused = new()
    {
        { "tr_release_insert", "INSERT OR REPLACE INTO release SELECT * FROM release WHERE name = 'widget-1.0.0'" },
        { "tr_release_insert", "INSERT OR REPLACE INTO release (name, phase, created, project_name, version, vote_manual) VALUES ('other', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'widget', '1.0.0', 0)" },
        { "tr_release_update", "UPDATE release SET version = '1.0.1', name = 'kit-1.0.1' WHERE name = 'kit-1.0.0'" },
        { "tr_release_update", "UPDATE OR REPLACE release SET project_name = 'kit', name = 'kit-1.0.0' WHERE name = 'widget-1.0.0'" },
        { "tr_revision_insert", "INSERT OR REPLACE INTO revision SELECT * FROM revision WHERE name = 'widget-1.0.0 00001'" },
        { "tr_revision_insert", Revision("other", 2, "00009") },
        { "tr_revision_insert", Revision("other", 9, "00002") },
        { "tr_revision_insert", Revision("widget-1.0.0 00004", 4, "00004") },
        { "tr_revision_update", "UPDATE revision SET description = 'Something else.'" },
        { "tr_revision_delete", "DELETE FROM revision WHERE name = 'widget-1.0.0 00002'" },
        { "tr_revision_file_insert", $"INSERT OR REPLACE INTO revision_file SELECT * FROM revision_file" },
        { "tr_revision_file_insert", $"INSERT INTO revision_file VALUES ('widget-1.0.0 00001', 'later.tar.gz', '{Sha256}')" },
        { "tr_revision_file_update", "UPDATE revision_file SET path = 'other.tar.gz'" },
        { "tr_revision_file_delete", "DELETE FROM revision_file" },
        { "tr_blob_insert", $"INSERT OR REPLACE INTO blob VALUES ('{Sha256}', '{OneRowEach.Sha512}', 4, '2026-05-04 12:00:00')" },
        { "tr_blob_update", "UPDATE blob SET size = 4" },
        { "tr_blob_delete", "DELETE FROM blob" },
        { "tr_revision_counter_insert", "INSERT OR REPLACE INTO revision_counter VALUES ('widget-1.0.0', 1)" },
        { "tr_revision_counter_insert", "INSERT INTO revision_counter VALUES ('widget-1.0.0', 1) ON CONFLICT DO UPDATE SET last_allocated_number = 1" },
        { "tr_revision_counter_update", "UPDATE revision_counter SET last_allocated_number = 2 WHERE release_name = 'widget-1.0.0'" },
        { "tr_revision_counter_update", "UPDATE OR REPLACE revision_counter SET release_name = 'widget-1.0.0' WHERE release_name = 'kit-1.0.0'" },
        { "tr_revision_counter_delete", "DELETE FROM revision_counter" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Raw_SQL_cannot_rewrite_history(string trigger, string sql)
    {
        // As the sqlite3 shell does, without foreign keys, so that the trigger alone refuses.
        using var connection = RawSql.Connect(_database.File, foreignKeys: false);
        var before = Contents(connection);

        var refused = Assert.Throws<SqliteException>(() => connection.Run(sql));

        Assert.Contains($"{trigger}: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(connection));
    }

    /// <summary>The trigger, and a change through entities that it refuses. Updates are set-based, as the application's are.</summary>
    private static readonly Dictionary<string, Action<ReleaseDbContext>> ThroughEntities = new()
    {
        ["tr_release_insert"] = c => c.Add(Any.Release()),
        ["tr_release_update"] = c => c.Releases.ExecuteUpdate(r => r.SetProperty(x => x.Version, "9.9.9")),
        ["tr_revision_update"] = c => c.Entry(c.Revisions.First()).Property(r => r.Description).CurrentValue = "Something else.",
        ["tr_revision_delete"] = c => c.Revisions.ExecuteDelete(),
        ["tr_revision_file_insert"] = c => c.Add(new RevisionFile { RevisionName = "widget-1.0.0 00001", Path = "later.tar.gz", Sha256 = Sha256 }),
        ["tr_revision_file_update"] = c => c.RevisionFiles.ExecuteUpdate(f => f.SetProperty(x => x.Path, "other.tar.gz")),
        ["tr_revision_file_delete"] = c => c.Remove(c.RevisionFiles.First()),
        ["tr_blob_insert"] = c => c.Add(new Blob { Sha256 = Sha256, Sha512 = OneRowEach.Sha512, Size = 4, Created = Any.Now }),
        ["tr_blob_update"] = c => c.Blobs.ExecuteUpdate(b => b.SetProperty(x => x.Size, 4)),
        ["tr_blob_delete"] = c => c.Blobs.ExecuteDelete(),
        ["tr_revision_counter_insert"] = c => c.Add(new RevisionCounter { ReleaseName = "widget-1.0.0", LastAllocatedNumber = 9 }),
        ["tr_revision_counter_update"] = c => c.RevisionCounters.First().LastAllocatedNumber = 0,
        ["tr_revision_counter_delete"] = c => c.RevisionCounters.ExecuteDelete(),
    };

    public static TheoryData<string> Triggers => [.. ThroughEntities.Keys];

    [Theory]
    [MemberData(nameof(Triggers))]
    public void Entities_cannot_rewrite_history(string trigger)
    {
        using var context = _database.CreateDbContext();

        var refused = Assert.ThrowsAny<Exception>(() =>
        {
            ThroughEntities[trigger](context);
            context.SaveChanges();
        });

        Assert.Contains($"{trigger}: ", refused.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO revision_file VALUES ('widget-1.0.0 00002', 'a.tar.gz', '" + Sha256 + "')")]
    [InlineData("UPDATE release SET vote_manual = 1, version = version, name = name")]
    [InlineData("UPDATE revision_counter SET last_allocated_number = 4 WHERE release_name = 'widget-1.0.0'")]
    [InlineData("INSERT INTO revision_counter VALUES ('widget-2.0', 1)")]
    public void Allowed_changes_are_written(string sql) => Assert.NotEqual(0, _database.Run(sql));

    [Fact]
    public void A_deleted_release_deletes_its_revisions_and_files_and_leaves_its_counter()
    {
        _database.Run("DELETE FROM release WHERE name = 'widget-1.0.0'");

        Assert.Equal(["kit-1.0.0 00001", "kit-2.0.0 00001"], _database.Rows("SELECT name FROM revision ORDER BY name"));
        Assert.Equal(["kit-2.0.0 00001"], _database.Rows("SELECT revision_name FROM revision_file"));
        Assert.Equal(["3"], _database.Rows("SELECT last_allocated_number FROM revision_counter WHERE release_name = 'widget-1.0.0'"));
        Assert.Equal(1, _database.Run($"DELETE FROM blob WHERE sha256 = '{Sha256}'"));
    }

    private static string Revision(string name, int seq, string number) =>
        "INSERT OR REPLACE INTO revision (name, release_name, seq, number, asfuid, created, phase) "
        + $"VALUES ('{name}', 'widget-1.0.0', {seq}, '{number}', 'alex', '2026-05-04 12:00:00', 'RELEASE_PREVIEW')";

    private static List<string> Contents(SqliteConnection connection) => [.. Tables.SelectMany(table => connection.Read($"SELECT * FROM {table}"))];
}
