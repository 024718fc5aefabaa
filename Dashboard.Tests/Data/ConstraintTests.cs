using System.Text.RegularExpressions;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dashboard.Tests.Data;

/// <summary>Every named constraint of the domain database refuses an invalid row from raw SQL, and accepts a valid one that differs in one value.</summary>
public sealed partial class ConstraintTests : IDisposable
{
    private const string Sha256 = OneRowEach.Sha256;
    private const string Sha512 = OneRowEach.Sha512;
    private const string Other64 = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string Draft = "'RELEASE_CANDIDATE_DRAFT'";
    private const string InsertTask =
        "INSERT INTO task (status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total, "
        + "started, pid, completed, result, error, error_kind)";
    private const string Blank = "NULL, NULL, NULL, NULL, NULL, NULL";
    private readonly ReleaseDatabase _database = new();

    public ConstraintTests()
    {
        OneRowEach.Fill(_database);
        _database.Run(Audit("'test.done'", id: 9));
    }

    public void Dispose() => _database.Dispose();

    /// <summary>The constraint, a statement that only it refuses, and one that differs in the value alone and is accepted.</summary>
    public static readonly TheoryData<string, string, string> Checks = new()
    {
        { "ck_audit_outbox_action", Audit("'created'"), Audit("'release.created'") },
        { "ck_audit_outbox_action", Audit("'release.Created'"), Audit("'release.created_again'") },
        { "ck_audit_outbox_details", Audit("'release.created'", details: "[]"), Audit("'release.created'") },
        { "ck_audit_outbox_who", Audit("'release.created'", who: ""), Audit("'release.created'") },
        { "ck_blob_sha256", Blob("ABCD", Sha512, 0), Blob(Other64, Sha512, 0) },
        { "ck_blob_sha256", Blob(Other64.Replace('b', 'B'), Sha512, 0), Blob(Other64, Sha512, 0) },
        { "ck_blob_sha512", Blob(Other64, Sha256, 0), Blob(Other64, Sha512, 0) },
        { "ck_blob_sha512", Blob(Other64, Sha512.Replace('a', 'g'), 0), Blob(Other64, Sha512, 0) },
        { "ck_blob_size", Blob(Other64, Sha512, -1), Blob(Other64, Sha512, 0) },
        { "ck_check_result_data", "UPDATE check_result SET data = '[]'", "UPDATE check_result SET data = '{}'" },
        { "ck_check_result_data", "UPDATE check_result SET data = '{'", "UPDATE check_result SET data = NULL" },
        { "ck_check_result_status", "UPDATE check_result SET status = 'SUCCESS'", "UPDATE check_result SET status = 'BLOCKER'" },
        { "ck_committee_name", Committee("Tooling"), Committee("tooling-2") },
        { "ck_committee_name", Committee(""), Committee("t") },
        { "ck_committee_name", Committee("a b"), Committee("a-b") },
        { "ck_committee_full_name", "UPDATE committee SET full_name = 'Apache Tooling'", "UPDATE committee SET full_name = 'Tooling'" },
        { "ck_committee_full_name", "UPDATE committee SET full_name = ' Tooling'", "UPDATE committee SET full_name = 'Apaches'" },
        { "ck_committee_committee_members", "UPDATE committee SET committee_members = '{}'", "UPDATE committee SET committee_members = '[\"a\"]'" },
        { "ck_committee_committers", "UPDATE committee SET committers = 'a,b'", "UPDATE committee SET committers = '[\"a\",\"b\"]'" },
        { "ck_committee_release_managers", "UPDATE committee SET release_managers = 'null'", "UPDATE committee SET release_managers = '[]'" },
        { "ck_project_name", Project("Widget"), Project("widget-2") },
        { "ck_project_name", Project(""), Project("w") },
        { "ck_project_status", "UPDATE project SET status = 'active'", "UPDATE project SET status = 'RETIRED'" },
        { "ck_public_signing_key_fingerprint", Key("0123456789ABCDEF0123456789ABCDEF01234567"), Key("ff23456789abcdef0123456789abcdef01234567") },
        { "ck_public_signing_key_fingerprint", Key("0123456789abcdef"), Key(Other64) },
        { "ck_public_signing_key_secondary_declared_uids", "UPDATE public_signing_key SET secondary_declared_uids = '\"a\"'", "UPDATE public_signing_key SET secondary_declared_uids = '[\"a\"]'" },
        { "ck_release_name", Release("widget-2", "widget", "2.0"), Release("widget-2.0", "widget", "2.0") },
        { "ck_release_phase", "UPDATE release SET phase = 'DRAFT'", "UPDATE release SET phase = 'RELEASE_PREVIEW'" },
        { "ck_release_released", "UPDATE release SET phase = 'RELEASE'", "UPDATE release SET phase = 'RELEASE', released = '2026-05-04 12:00:00'" },
        { "ck_release_released", "UPDATE release SET released = '2026-05-04 12:00:00'", "UPDATE release SET released = NULL" },
        { "ck_release_version", Release("widget-1/0", "widget", "1/0"), Release("widget-1.0+b-2", "widget", "1.0+b-2") },
        { "ck_release_version", Release("widget-", "widget", ""), Release("widget-0", "widget", "0") },
        { "ck_release_vote_resolved", "UPDATE release SET vote_resolved = '2026-05-04 12:00:00'", "UPDATE release SET vote_started = '2026-05-01 12:00:00', vote_resolved = '2026-05-04 12:00:00'" },
        { "ck_release_policy_min_hours", "UPDATE release_policy SET min_hours = 71", "UPDATE release_policy SET min_hours = 72" },
        { "ck_release_policy_min_hours", "UPDATE release_policy SET min_hours = 145", "UPDATE release_policy SET min_hours = 144" },
        { "ck_release_policy_min_hours", "UPDATE release_policy SET min_hours = -1", "UPDATE release_policy SET min_hours = 0" },
        { "ck_release_policy_strict_manual", "UPDATE release_policy SET strict_checking = 1, manual_vote = 1", "UPDATE release_policy SET strict_checking = 1" },
        { "ck_release_policy_github_repository_name", "UPDATE release_policy SET github_repository_name = 'apache/widget'", "UPDATE release_policy SET github_repository_name = 'widget'" },
        { "ck_release_policy_mailto_addresses", "UPDATE release_policy SET mailto_addresses = '{}'", "UPDATE release_policy SET mailto_addresses = '[\"dev@widget\"]'" },
        { "ck_release_policy_binary_artifact_paths", "UPDATE release_policy SET binary_artifact_paths = ''", "UPDATE release_policy SET binary_artifact_paths = '[\"*.jar\"]'" },
        { "ck_release_policy_source_artifact_paths", "UPDATE release_policy SET source_artifact_paths = '1'", "UPDATE release_policy SET source_artifact_paths = '[\"*.tar.gz\"]'" },
        { "ck_release_policy_github_compose_workflow_path", "UPDATE release_policy SET github_compose_workflow_path = '['", "UPDATE release_policy SET github_compose_workflow_path = '[]'" },
        { "ck_release_policy_github_vote_workflow_path", "UPDATE release_policy SET github_vote_workflow_path = '['", "UPDATE release_policy SET github_vote_workflow_path = '[]'" },
        { "ck_release_policy_github_finish_workflow_path", "UPDATE release_policy SET github_finish_workflow_path = '['", "UPDATE release_policy SET github_finish_workflow_path = '[]'" },
        { "ck_revision_counter_last_allocated_number", "INSERT INTO revision_counter VALUES ('widget-2.0', 0)", "INSERT INTO revision_counter VALUES ('widget-2.0', 1)" },
        { "ck_revision_name", Revision("widget-1.0.0 00004", 3, "00003", Draft), Revision("widget-1.0.0 00003", 3, "00003", Draft) },
        { "ck_revision_number", Revision("widget-1.0.0 3", 3, "3", Draft), Revision("widget-1.0.0 00003", 3, "00003", Draft) },
        { "ck_revision_number", Revision("widget-1.0.0 00000", 0, "00000", Draft), Revision("widget-1.0.0 00003", 3, "00003", Draft) },
        { "ck_revision_phase", Revision("widget-1.0.0 00003", 3, "00003", "'DRAFT'"), Revision("widget-1.0.0 00003", 3, "00003", "'RELEASE_PREVIEW'") },
        { "ck_revision_file_path", File(""), File("a") },
        { "ck_revision_file_path", File("/etc/passwd"), File("etc/passwd") },
        { "ck_revision_file_path", File("docs/"), File("docs/a") },
        { "ck_revision_file_path", File("docs//a"), File("docs/a") },
        { "ck_revision_file_path", File("../a"), File("..a") },
        { "ck_revision_file_path", File("docs/../a"), File("docs/..a/a") },
        { "ck_revision_file_path", File("docs/.."), File("docs/..a") },
        { "ck_revision_file_path", File("./a"), File(".a") },
        { "ck_revision_file_path", File("a\\b"), File("a/b") },
        { "ck_revision_file_path", File("a' || char(0) || 'b"), File("a' || char(32) || 'b") },
        { "ck_revision_file_path", File("a\tb"), File("a b") },
        { "ck_revision_file_path", File("a' || char(127)  || 'b"), File("a' || char(128)  || 'b") },
        { "ck_revision_file_path", File(new string('a', 1025)), File(new string('a', 1024)) },
        { "ck_revision_file_path", File(new string('é', 513)), File(new string('é', 512)) },
        { "ck_task_attempt", NewTask("'QUEUED'", Blank, attempt: -1), NewTask("'QUEUED'", Blank) },
        { "ck_task_cancel_requested", "UPDATE task SET cancel_requested_by = 'alex'", "UPDATE task SET cancel_requested_by = 'alex', cancel_requested_at = '2026-05-04 12:00:00'" },
        { "ck_task_error_kind", Failed("'UNKNOWN'"), Failed("'TIMED_OUT'") },
        { "ck_task_error_kind_of_failed", Failed("NULL"), Failed("'ERROR'") },
        { "ck_task_error_kind_of_failed", "UPDATE task SET error_kind = 'ERROR'", "UPDATE task SET error_kind = NULL" },
        { "ck_task_progress", "UPDATE task SET progress_done = progress_total + 1", "UPDATE task SET progress_done = progress_total" },
        { "ck_task_progress", "UPDATE task SET progress_done = -1", "UPDATE task SET progress_done = 0" },
        { "ck_task_result", Completed("'[]'"), Completed("'{}'") },
        { "ck_task_revision_of_version", "UPDATE task SET revision_number = '00001' WHERE id = 3", "UPDATE task SET version_name = '1.0.0', revision_number = '00001' WHERE id = 3" },
        { "ck_task_version_of_project", "UPDATE task SET project_name = NULL WHERE id = 1", "UPDATE task SET project_name = NULL WHERE id = 3" },
        { "ck_task_status", NewTask("'PAUSED'", Blank), NewTask("'QUEUED'", Blank) },
        { "ck_task_task_args", "UPDATE task SET task_args = '[]'", "UPDATE task SET task_args = '{\"a\":1}'" },
        { "ck_task_task_type", "UPDATE task SET task_type = 'SOMETHING'", "UPDATE task SET task_type = 'PATHS_CHECK'" },
        { "ck_task_valid_task_status_transitions", NewTask("'QUEUED'", "'2026-05-04 12:00:00', NULL, NULL, NULL, NULL, NULL"), NewTask("'QUEUED'", Blank) },
        { "ck_task_valid_task_status_transitions", NewTask("'QUEUED'", "NULL, 7, NULL, NULL, NULL, NULL"), NewTask("'QUEUED'", Blank) },
        { "ck_task_valid_task_status_transitions", NewTask("'QUEUED'", "NULL, NULL, '2026-05-04 12:00:00', NULL, NULL, NULL"), NewTask("'QUEUED'", Blank) },
        { "ck_task_valid_task_status_transitions", NewTask("'ACTIVE'", "NULL, 7, NULL, NULL, NULL, NULL"), NewTask("'ACTIVE'", "'2026-05-04 12:00:00', 7, NULL, NULL, NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'ACTIVE'", "'2026-05-04 12:00:00', NULL, NULL, NULL, NULL, NULL"), NewTask("'ACTIVE'", "'2026-05-04 12:00:00', 7, NULL, NULL, NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'ACTIVE'", "'2026-05-04 12:00:00', 7, NULL, '{}', NULL, NULL"), NewTask("'ACTIVE'", "'2026-05-04 12:00:00', 7, NULL, NULL, NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, NULL, '{}', NULL, NULL"), NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', '{}', NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', NULL, NULL, NULL"), NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', '{}', NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', '{}', 'No.', NULL"), NewTask("'COMPLETED'", "'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', '{}', NULL, NULL") },
        { "ck_task_valid_task_status_transitions", NewTask("'FAILED'", "NULL, NULL, NULL, NULL, 'No.', 'ERROR'"), NewTask("'FAILED'", "NULL, NULL, '2026-05-04 12:00:00', NULL, 'No.', 'ERROR'") },
        { "ck_task_valid_task_status_transitions", NewTask("'FAILED'", "NULL, NULL, '2026-05-04 12:00:00', NULL, NULL, 'ERROR'"), NewTask("'FAILED'", "NULL, NULL, '2026-05-04 12:00:00', NULL, 'No.', 'ERROR'") },
        { "ck_task_attempt_ended", "UPDATE task_attempt SET ended = '2026-05-04 12:00:00'", "UPDATE task_attempt SET ended = '2026-05-04 12:00:00', outcome = 'LOST'" },
        { "ck_task_attempt_ended", "UPDATE task_attempt SET outcome = 'LOST'", "UPDATE task_attempt SET outcome = NULL" },
        { "ck_task_attempt_number", "INSERT INTO task_attempt (task_id, attempt, started, pid, server) VALUES (1, 0, '2026-05-04 12:00:00', 7, 'here')", "INSERT INTO task_attempt (task_id, attempt, started, pid, server) VALUES (1, 2, '2026-05-04 12:00:00', 7, 'here')" },
        { "ck_task_attempt_outcome", "UPDATE task_attempt SET ended = '2026-05-04 12:00:00', outcome = 'GONE'", "UPDATE task_attempt SET ended = '2026-05-04 12:00:00', outcome = 'FAILED'" },
        { "ck_task_step_ordinal", "UPDATE task_step SET ordinal = 0", "UPDATE task_step SET ordinal = 2" },
        { "ck_task_step_progress", "UPDATE task_step SET progress_done = 4", "UPDATE task_step SET progress_done = 3" },
        { "ck_task_step_status", "UPDATE task_step SET status = 'SKIPPED'", "UPDATE task_step SET status = 'COMPLETED'" },
        { "ck_task_step_unit", "UPDATE task_step SET unit = 'MILES'", "UPDATE task_step SET unit = 'ITEMS'" },
        { "ck_release_transition_from_phase", "UPDATE release_transition SET from_phase = 'DRAFT'", "UPDATE release_transition SET from_phase = 'RELEASE_PREVIEW'" },
        { "ck_release_transition_to_phase", "UPDATE release_transition SET to_phase = 'DRAFT'", "UPDATE release_transition SET to_phase = 'RELEASE_PREVIEW'" },
        { "ck_release_transition_by_user", "UPDATE release_transition SET by_user = ''", "UPDATE release_transition SET by_user = 'max'" },
        { "ck_vote_manifest_sha256", "UPDATE vote SET manifest_sha256 = 'abc'", $"UPDATE vote SET manifest_sha256 = '{Other64}'" },
        { "ck_vote_ends", "UPDATE vote SET ends = '2026-05-04 11:59:59'", "UPDATE vote SET ends = '2026-05-04 12:00:00'" },
        { "ck_vote_outcome", Resolved("'WON'"), Resolved("'PASSED'") },
        { "ck_vote_resolved", Resolved("NULL"), Resolved("'FAILED'") },
        { "ck_vote_resolved", "UPDATE vote SET reason = 'No quorum.'", Resolved("'CANCELLED'") },
        { "ck_vote_started_by", "UPDATE vote SET started_by = ''", "UPDATE vote SET started_by = 'max'" },
        { "ck_ballot_choice", "UPDATE ballot SET choice = '+1'", "UPDATE ballot SET choice = 'AGAINST'" },
        { "ck_ballot_voter", "UPDATE ballot SET voter = ''", "UPDATE ballot SET voter = 'max'" },
        { "ck_ballot_manifest_sha256", "UPDATE ballot SET manifest_sha256 = 'abc'", $"UPDATE ballot SET manifest_sha256 = '{Other64}'" },
        { "ck_mail_message_id", "UPDATE mail SET message_id = 'here'", "UPDATE mail SET message_id = 'a@b'" },
        { "ck_mail_message_id", "UPDATE mail SET message_id = '<a@b>'", "UPDATE mail SET message_id = 'a@b'" },
        { "ck_mail_recipient", "UPDATE mail SET recipient = 'a@b' || char(13, 10) || 'Bcc: c@d'", "UPDATE mail SET recipient = 'a@b'" },
        { "ck_mail_recipient", "UPDATE mail SET recipient = 'a@b,c@d'", "UPDATE mail SET recipient = 'a@b'" },
        { "ck_mail_subject", "UPDATE mail SET subject = 'Vote' || char(10) || 'Bcc: c@d'", "UPDATE mail SET subject = 'Vote for ünique'" },
        { "ck_mail_subject", "UPDATE mail SET subject = ''", "UPDATE mail SET subject = 'Vote'" },
        { "ck_task_log_line_level", "UPDATE task_log_line SET level = 'LOUD'", "UPDATE task_log_line SET level = 'WARNING'" },
        { "ck_task_log_line_line", "UPDATE task_log_line SET line = 0", "UPDATE task_log_line SET line = 2" },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_check_constraint_refuses_what_breaks_it_and_accepts_its_neighbour(string constraint, string refused, string accepted)
    {
        using var connection = RawSql.Connect(_database.File);
        // These triggers refuse before the CHECK is evaluated.
        connection.Run(
            """
            DROP TRIGGER tr_task_insert; DROP TRIGGER tr_task_attempt_insert; DROP TRIGGER tr_task_step_update;
            DROP TRIGGER tr_task_log_line_update; DROP TRIGGER tr_check_result_update; DROP TRIGGER tr_release_phase;
            DROP TRIGGER tr_release_transition_update; DROP TRIGGER tr_vote_update; DROP TRIGGER tr_ballot_update; DROP TRIGGER tr_mail_update
            """);

        var error = Assert.Throws<SqliteException>(() => connection.Run(refused));
        var changed = connection.Run(accepted);

        Assert.Equal($"SQLite Error 19: 'CHECK constraint failed: {constraint}'.", error.Message);
        Assert.NotEqual(0, changed);
    }

    /// <summary>The constraint, its columns as SQLite names them in the error, a refused and an accepted statement.</summary>
    public static readonly TheoryData<string, string, string, string> Uniques = new()
    {
        {
            "uq_audit_outbox_event_id", "audit_outbox.event_id",
            $"{Audit("'a.b'", id: 7)}; {Audit("'a.b'", id: 7)}", Audit("'a.b'", id: 8)
        },
        // The names consist of these columns, so a duplicate would break ck_release_name or pk_release first: CHECKs are off for these cases.
        {
            "uq_release_project_name_version", "release.project_name, release.version",
            Release("other", "widget", "1.0.0"), Release("other", "widget", "1.0.1")
        },
        {
            "uq_revision_release_number", "revision.release_name, revision.number",
            Revision("other", 3, "00002", Draft), Revision("other", 3, "00003", Draft)
        },
        {
            "uq_revision_release_seq", "revision.release_name, revision.seq",
            Revision("other", 2, "00003", Draft), Revision("other", 3, "00003", Draft)
        },
        {
            "uq_project_release_policy_id", "project.release_policy_id",
            "UPDATE project SET release_policy_id = 1 WHERE name = 'kit'", "UPDATE project SET release_policy_id = 2 WHERE name = 'kit'"
        },
        {
            "uq_release_release_policy_id", "release.release_policy_id",
            "UPDATE release SET release_policy_id = 2 WHERE name = 'kit-1.0.0'", "UPDATE release SET release_policy_id = 1 WHERE name = 'kit-1.0.0'"
        },
        {
            "uq_vote_running", "vote.release_name",
            Vote("kit-2.0.0"), Vote("kit-1.0.0")
        },
        {
            "uq_mail_message_id", "mail.message_id",
            "INSERT INTO mail (message_id, recipient, subject, body, queued, queued_by) SELECT message_id, recipient, subject, body, queued, queued_by FROM mail",
            "INSERT INTO mail (message_id, recipient, subject, body, queued, queued_by) SELECT 'another@here', recipient, subject, body, queued, queued_by FROM mail"
        },
        {
            "uq_task_retry_of_id", "task.retry_of_id",
            "UPDATE task SET retry_of_id = 1 WHERE id = 3", "UPDATE task SET retry_of_id = 2 WHERE id = 3"
        },
    };

    [Theory]
    [MemberData(nameof(Uniques))]
    public void A_unique_constraint_refuses_a_duplicate_and_accepts_another_value(string constraint, string columns, string refused, string accepted)
    {
        using var connection = RawSql.Connect(_database.File);
        connection.Run("PRAGMA ignore_check_constraints = ON; DROP TRIGGER tr_release_insert; DROP TRIGGER tr_revision_insert; DROP TRIGGER tr_vote_insert; DROP TRIGGER tr_mail_insert");

        var error = Assert.Throws<SqliteException>(() => connection.Run(refused));
        var changed = connection.Run(accepted);

        Assert.Equal($"SQLite Error 19: 'UNIQUE constraint failed: {columns}'.", error.Message);
        Assert.Equal(1, changed);
        Assert.Contains(constraint, NamesIn(_database));
    }

    [Fact]
    public void Every_table_refuses_a_duplicate_key()
    {
        using var connection = RawSql.Connect(_database.File);
        var tables = connection.Read(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'");

        var errors = tables.ToDictionary(table => table, table =>
            Assert.Throws<SqliteException>(() => connection.Run($"INSERT INTO \"{table}\" SELECT * FROM \"{table}\"")));

        string[] guarded =
        [
            "task", "task_step", "task_attempt", "task_log_line", "check_result", "release", "revision", "revision_file", "blob", "revision_counter",
            "release_transition", "vote", "ballot", "mail",
        ];
        Assert.All(errors, error => Assert.Matches(
            guarded.Contains(error.Key) ? $"tr_{error.Key}_insert: .+" : $"UNIQUE constraint failed: {error.Key}\\.", error.Value.Message));
    }

    [Fact]
    public void Every_check_and_unique_constraint_has_a_test()
    {
        var covered = Checks.Select(row => (string)row[0]).Concat(Uniques.Select(row => (string)row[0])).ToHashSet(StringComparer.Ordinal);

        var named = NamesIn(_database).Where(name => name.StartsWith("ck_", StringComparison.Ordinal) || name.StartsWith("uq_", StringComparison.Ordinal));

        Assert.Equal([], named.Where(name => !ColumnTypeTests.Covers(name)).Except(covered).Order());
    }

    /// <summary>Their tests are <see cref="TaskTransitionTests"/>, <see cref="HistoryTests"/>, <see cref="TaskHistoryTests"/>, <see cref="LifecycleTests"/> and <see cref="ListTests"/>.</summary>
    [Fact]
    public void Every_refusing_trigger_has_a_test()
    {
        var refusing = _database.Rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%' ORDER BY name");

        Assert.Equal(
            [.. HistoryTests.Refused.Concat(TaskHistoryTests.Refused).Concat(LifecycleTests.Refused).Select(row => (string)row[0]).Concat(ListTests.Triggers)
                .Concat(["tr_task_id", "tr_task_insert", "tr_task_transition"]).Distinct().Order(StringComparer.Ordinal)],
            refusing);
    }

    private static HashSet<string> NamesIn(ReleaseDatabase database) =>
        database.Rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            .SelectMany(sql => ConstraintName().Matches(sql)).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("(?:CONSTRAINT|UNIQUE INDEX) \"([^\"]+)\"")]
    private static partial Regex ConstraintName();
}
