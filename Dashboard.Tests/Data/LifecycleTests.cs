using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>A release changes its phase only as the state machine allows, and its votes and mails are kept, whoever writes.</summary>
public sealed class LifecycleTests : IDisposable
{
    private const string At = "'2026-05-07 12:00:00'";
    private const string Resolve = $"UPDATE vote SET resolved = {At}, resolved_by = 'alex', outcome = ";

    private static readonly string[] Tables = ["release", "release_transition", "vote", "ballot", "mail", "revision"];
    private readonly ReleaseDatabase _database = new();

    /// <summary>The vote of kit 2.0.0 runs; widget 1.0.0 is a draft whose checks are queued, and kit 1.0.0 one without files.</summary>
    public LifecycleTests() => OneRowEach.Fill(_database);

    public void Dispose() => _database.Dispose();

    /// <summary>The trigger, and a statement that it refuses.</summary>
    public static readonly TheoryData<string, string> Refused = new()
    {
        { "tr_release_draft", "INSERT INTO release (name, phase, created, project_name, version, vote_manual) VALUES ('kit-3', 'RELEASE_PREVIEW', '2026-05-04 12:00:00', 'kit', '3', 0)" },
        { "tr_release_phase", "UPDATE release SET phase = 'RELEASE_CANDIDATE' WHERE name = 'widget-1.0.0'" },
        { "tr_release_phase", "UPDATE release SET phase = 'RELEASE_PREVIEW' WHERE name = 'kit-2.0.0'" },
        { "tr_release_phase", "UPDATE release SET phase = 'RELEASE_CANDIDATE_DRAFT' WHERE name = 'kit-2.0.0'" },
        { "tr_release_transition_insert", "INSERT OR REPLACE INTO release_transition SELECT * FROM release_transition" },
        { "tr_release_transition_insert", Transition("kit-2.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE") },
        { "tr_release_transition_insert", Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE") },
        { "tr_release_transition_insert", Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_PREVIEW") },
        { "tr_release_transition_insert", Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_CANDIDATE_DRAFT") },
        { "tr_release_transition_insert", $"{Resolve}'FAILED'; {Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_PREVIEW")}" },
        { "tr_release_transition_insert", $"{Resolve}'PASSED'; {Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_CANDIDATE_DRAFT")}" },
        { "tr_release_transition_insert", Transition("kit-1.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE") },
        { "tr_release_transition_insert", Transition("widget-1.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE") },
        { "tr_release_transition_insert", Transition("widget-1.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE", "00002") },
        { "tr_release_transition_update", "UPDATE release_transition SET by_user = 'max'" },
        { "tr_release_transition_delete", "DELETE FROM release_transition" },
        { "tr_revision_phase", Revision },
        { "tr_vote_insert", "INSERT OR REPLACE INTO vote SELECT * FROM vote" },
        { "tr_vote_insert", Vote("kit-2.0.0") },
        { "tr_vote_insert", Vote("widget-1.0.0") },
        { "tr_vote_update", "UPDATE vote SET ends = started" },
        { "tr_vote_update", $"UPDATE vote SET manifest_sha256 = '{new string('b', 64)}'" },
        { "tr_vote_update", $"{Resolve}'FAILED'; {Resolve}'PASSED'" },
        { "tr_vote_delete", "DELETE FROM vote" },
        { "tr_ballot_insert", "INSERT OR REPLACE INTO ballot SELECT * FROM ballot" },
        { "tr_ballot_insert", Ballot(new string('b', 64)) },
        { "tr_ballot_insert", $"{Resolve}'FAILED'; {Ballot(OneRowEach.Sha256)}" },
        { "tr_ballot_update", "UPDATE ballot SET choice = 'AGAINST'" },
        { "tr_ballot_delete", "DELETE FROM ballot" },
        { "tr_mail_insert", "INSERT OR REPLACE INTO mail SELECT * FROM mail" },
        { "tr_mail_update", "UPDATE mail SET recipient = 'max@example.org'" },
        { "tr_mail_update", $"UPDATE mail SET sent = {At}; UPDATE mail SET sent = NULL" },
        { "tr_mail_delete", "DELETE FROM mail" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Raw_SQL_cannot_leave_the_state_machine(string trigger, string sql)
    {
        using var connection = RawSql.Connect(_database.File, foreignKeys: false);
        connection.Run("BEGIN");
        var before = Contents(connection);

        var refused = Assert.Throws<SqliteException>(() => connection.Run(sql));
        connection.Run("ROLLBACK");

        Assert.Contains($"{trigger}: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(connection));
    }

    [Fact]
    public void A_vote_that_passed_leads_to_a_preview_and_a_release()
    {
        _database.Run($"{Resolve}'PASSED'; {Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_PREVIEW")}; UPDATE release SET phase = 'RELEASE_PREVIEW' WHERE name = 'kit-2.0.0'");
        _database.Run($"{Transition("kit-2.0.0", "RELEASE_PREVIEW", "RELEASE")}; UPDATE release SET phase = 'RELEASE', released = {At} WHERE name = 'kit-2.0.0'");

        Assert.Equal(["RELEASE"], _database.Rows("SELECT phase FROM release WHERE name = 'kit-2.0.0'"));
    }

    [Fact]
    public void A_vote_that_failed_leads_back_to_a_draft_that_can_be_voted_on_again()
    {
        _database.Run($"{Resolve}'FAILED'; {Transition("kit-2.0.0", "RELEASE_CANDIDATE", "RELEASE_CANDIDATE_DRAFT")}; UPDATE release SET phase = 'RELEASE_CANDIDATE_DRAFT' WHERE name = 'kit-2.0.0'");
        _database.Run($"{Transition("kit-2.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE")}; UPDATE release SET phase = 'RELEASE_CANDIDATE' WHERE name = 'kit-2.0.0'; {Vote("kit-2.0.0")}");

        Assert.Equal(["FAILED", ""], _database.Rows("SELECT coalesce(outcome, '') FROM vote ORDER BY id"));
    }

    [Fact]
    public void A_blocker_keeps_a_draft_from_a_vote()
    {
        _database.Run("UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:00:05', error = 'No.', error_kind = 'CANCELLED' WHERE status = 'QUEUED'");
        _database.Run("DROP TRIGGER tr_check_result_insert; INSERT INTO revision_file VALUES ('widget-1.0.0 00002', 'a.tar.gz', '" + OneRowEach.Sha256 + "')");
        _database.Run("INSERT INTO check_result (release_name, revision_number, checker, created, status, message) VALUES ('widget-1.0.0', '00002', 'paths', '2026-05-04 12:00:02', 'BLOCKER', 'Wrong.')");

        var refused = Assert.Throws<SqliteException>(() => _database.Run(Transition("widget-1.0.0", "RELEASE_CANDIDATE_DRAFT", "RELEASE_CANDIDATE", "00002")));

        Assert.Contains("tr_release_transition_insert", refused.Message, StringComparison.Ordinal);
    }

    private const string Revision =
        "UPDATE revision_counter SET last_allocated_number = 2 WHERE release_name = 'kit-2.0.0'; "
        + "INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase, parent_name) "
        + "VALUES ('kit-2.0.0 00002', 'kit-2.0.0', 2, '00002', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE', 'kit-2.0.0 00001')";

    private static string Transition(string release, string from, string to, string revision = "00001") =>
        "INSERT INTO release_transition (release_name, from_phase, to_phase, at, by_user, revision_number) "
        + $"VALUES ('{release}', '{from}', '{to}', {At}, 'alex', '{revision}')";

    private static string Vote(string release) =>
        "INSERT INTO vote (release_name, revision_number, manifest_sha256, started, started_by, ends, recipient) "
        + $"VALUES ('{release}', '00001', '{OneRowEach.Sha256}', {At}, 'alex', {At}, 'a@b')";

    private static string Ballot(string manifest) =>
        $"INSERT INTO ballot (vote_id, voter, choice, is_binding, cast_at, manifest_sha256) VALUES (1, 'max', 'FOR', 0, {At}, '{manifest}')";

    private static List<string> Contents(SqliteConnection connection) => [.. Tables.SelectMany(table => connection.Read($"SELECT * FROM {table}"))];
}
