namespace Dashboard.Tests.Data;

/// <summary>Statements that insert one row, with the columns that a test varies.</summary>
public sealed partial class ConstraintTests
{
    private static string Audit(string action, string who = "alex", string details = "{}", int id = 1) =>
        "INSERT INTO audit_outbox (event_id, at, who, action, subject, details) "
        + $"VALUES ('{new Guid(id, 0, 0, new byte[8])}', '2026-05-04 12:00:00', '{who}', {action}, 'widget', '{details}')";

    private static string Blob(string sha256, string sha512, long size) =>
        $"INSERT INTO blob (sha256, sha512, size, created) VALUES ('{sha256}', '{sha512}', {size}, '2026-05-04 12:00:00')";

    private static string Committee(string name) =>
        $"INSERT INTO committee (name, is_podling, committee_members, committers, release_managers) VALUES ('{name}', 0, '[]', '[]', '[]')";

    private static string Project(string name) =>
        $"INSERT INTO project (name, status, created) VALUES ('{name}', 'ACTIVE', '2026-05-04 12:00:00')";

    private static string Key(string fingerprint) =>
        "INSERT INTO public_signing_key (fingerprint, algorithm, length, created, secondary_declared_uids, ascii_armored_key) "
        + $"VALUES ('{fingerprint}', 1, 4096, '2026-05-04 12:00:00', '[]', '')";

    private static string Release(string name, string project, string version) =>
        "INSERT INTO release (name, phase, created, project_name, version, vote_manual) "
        + $"VALUES ('{name}', {Draft}, '2026-05-04 12:00:00', '{project}', '{version}', 0)";

    private static string Revision(string name, int seq, string number, string phase) =>
        "INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase) "
        + $"VALUES ('{name}', 'widget-1.0.0', {seq}, '{number}', 'alex', '2026-05-04 12:00:00', {phase})";

    private static string Vote(string release) =>
        "INSERT INTO vote (release_name, revision_number, manifest_sha256, started, started_by, ends, recipient) "
        + $"VALUES ('{release}', '00001', '{Sha256}', '2026-05-04 12:00:00', 'alex', '2026-05-07 12:00:00', 'a@b')";

    private static string Resolved(string outcome) =>
        $"UPDATE vote SET resolved = '2026-05-07 12:00:00', resolved_by = 'alex', outcome = {outcome}";

    private static string File(string path) =>
        $"INSERT INTO revision_file (revision_name, path, sha256) VALUES ('widget-1.0.0 00002', '{path}', '{Sha256}')";

    /// <param name="rest">started, pid, completed, result, error, error_kind</param>
    private static string NewTask(string status, string rest, int attempt = 0) =>
        $"{InsertTask} VALUES ({status}, 'PATHS_CHECK', '{{}}', 'alex', '2026-05-04 12:00:00', {attempt}, 0, 0, 1, {rest})";

    private static string Failed(string kind) =>
        $"UPDATE task SET status = 'FAILED', completed = '2026-05-04 12:00:00', error = 'No.', error_kind = {kind} WHERE id = 1";

    private static string Completed(string result) => NewTask("'COMPLETED'", $"'2026-05-04 12:00:00', 7, '2026-05-04 12:00:00', {result}, NULL, NULL");
}
