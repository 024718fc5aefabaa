namespace Dashboard.Tests.Support;

/// <summary>Small valid data with at least one row in each table of the domain, in SQL, so that it shows what is stored.</summary>
public static class OneRowEach
{
    public const string Sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string NewerSha256 = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
    public const string Sha512 = Sha256 + Sha256;
    public const string Fingerprint = "0123456789abcdef0123456789abcdef01234567";

    public static void Fill(ReleaseDatabase database) => database.Run(Sql + NewerSql);

    /// <summary>Valid in every schema of the chain of migrations, including the first.</summary>
    public const string Sql =
        $$"""
        INSERT INTO committee (name, is_podling, parent_committee_name, committee_members, committers, release_managers) VALUES
            ('incubator', 0, NULL, '[]', '[]', '[]'),
            ('tooling', 1, 'incubator', '["alex"]', '[]', '[]');
        INSERT INTO release_policy (id, mailto_addresses, manual_vote, min_hours, release_checklist, pause_for_rm, start_vote_template,
            announce_release_template, binary_artifact_paths, source_artifact_paths, strict_checking, github_repository_name,
            github_compose_workflow_path, github_vote_workflow_path, github_finish_workflow_path, preserve_download_files) VALUES
            (1, '[]', 0, NULL, '', 0, '', '', '[]', '[]', 0, '', '[]', '[]', '[]', 0),
            (2, '[]', 0, NULL, '', 0, '', '', '[]', '[]', 0, '', '[]', '[]', '[]', 0);
        INSERT INTO project (name, status, super_project_name, committee_name, release_policy_id, created) VALUES
            ('kit', 'ACTIVE', NULL, 'tooling', NULL, '2026-05-04 12:00:00'),
            ('widget', 'ACTIVE', 'kit', 'tooling', 1, '2026-05-04 12:00:00');
        INSERT INTO release (name, phase, created, project_name, version, release_policy_id, vote_manual) VALUES
            ('kit-1.0.0', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'kit', '1.0.0', NULL, 0),
            ('widget-1.0.0', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'widget', '1.0.0', 2, 0);
        INSERT INTO revision_counter (release_name, last_allocated_number) VALUES ('widget-1.0.0', 3), ('kit-1.0.0', 1), ('nothing-1', 1);
        INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase, parent_name) VALUES
            ('kit-1.0.0 00001', 'kit-1.0.0', 1, '00001', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE_DRAFT', NULL),
            ('widget-1.0.0 00001', 'widget-1.0.0', 1, '00001', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE_DRAFT', NULL),
            ('widget-1.0.0 00002', 'widget-1.0.0', 2, '00002', 'alex', '2026-05-04 12:01:00', 'RELEASE_CANDIDATE_DRAFT', 'widget-1.0.0 00001');
        INSERT INTO blob (sha256, sha512, size, created) VALUES ('{{Sha256}}', '{{Sha512}}', 3, '2026-05-04 12:00:00');
        INSERT INTO revision_file (revision_name, path, sha256) VALUES ('widget-1.0.0 00001', 'widget-1.0.0.tar.gz', '{{Sha256}}');
        INSERT INTO task (id, status, task_type, task_args, asf_uid, added, attempt, priority, progress_done, progress_total,
            retry_of_id, project_name, version_name, revision_number, primary_rel_path) VALUES
            (1, 'QUEUED', 'ARTIFACT_CHECK', '{}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 3, NULL, 'widget', '1.0.0', '00001', 'widget-1.0.0.tar.gz'),
            (2, 'QUEUED', 'ARTIFACT_CHECK', '{}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 3, 1, 'widget', '1.0.0', '00001', 'widget-1.0.0.tar.gz'),
            (3, 'QUEUED', 'PATHS_CHECK', '{}', 'alex', '2026-05-04 12:00:00', 0, 0, 0, 1, NULL, 'widget', NULL, NULL, NULL);
        INSERT INTO task_step (task_id, ordinal, name, status, progress_done, progress_total, unit) VALUES (1, 1, 'sha512', 'QUEUED', 0, 3, 'BYTES');
        UPDATE task SET status = 'ACTIVE', attempt = 1, started = '2026-05-04 12:00:01', pid = 7, server = 'here' WHERE id = 1;
        INSERT INTO task_attempt (task_id, attempt, started, pid, server) VALUES (1, 1, '2026-05-04 12:00:01', 7, 'here');
        INSERT INTO task_log_line (task_id, attempt, line, at, level, message) VALUES (1, 1, 1, '2026-05-04 12:00:01', 'INFORMATION', 'Started.');
        INSERT INTO check_result (id, release_name, revision_number, task_id, checker, created, status, message) VALUES
            (1, 'widget-1.0.0', '00001', 1, 'sha512', '2026-05-04 12:00:02', 'NOTE', 'The digests match.');
        UPDATE task SET status = 'QUEUED', started = NULL, pid = NULL, server = NULL WHERE id = 1;
        INSERT INTO public_signing_key (fingerprint, algorithm, length, created, secondary_declared_uids, ascii_armored_key) VALUES
            ('{{Fingerprint}}', 1, 4096, '2026-05-04 12:00:00', '[]', '');
        INSERT INTO key_link (committee_name, key_fingerprint) VALUES ('tooling', '{{Fingerprint}}');
        """;

    /// <summary>The rows of tables that the first schema lacks: a release whose vote runs, with a ballot and the mail that called for it.</summary>
    public const string NewerSql =
        $$"""
        INSERT INTO release (name, phase, created, project_name, version, vote_manual) VALUES
            ('kit-2.0.0', 'RELEASE_CANDIDATE_DRAFT', '2026-05-04 12:00:00', 'kit', '2.0.0', 0);
        INSERT INTO revision_counter (release_name, last_allocated_number) VALUES ('kit-2.0.0', 1);
        INSERT INTO revision (name, release_name, seq, number, asfuid, created, phase) VALUES
            ('kit-2.0.0 00001', 'kit-2.0.0', 1, '00001', 'alex', '2026-05-04 12:00:00', 'RELEASE_CANDIDATE_DRAFT');
        INSERT INTO blob (sha256, sha512, size, created) VALUES ('{{NewerSha256}}', '{{NewerSha256}}{{NewerSha256}}', 3, '2026-05-04 12:00:00');
        INSERT INTO revision_file (revision_name, path, sha256) VALUES ('kit-2.0.0 00001', 'kit-2.0.0.tar.gz', '{{NewerSha256}}');
        INSERT INTO release_transition (id, release_name, from_phase, to_phase, at, by_user, revision_number) VALUES
            (1, 'kit-2.0.0', 'RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE', '2026-05-04 12:00:00', 'alex', '00001');
        UPDATE release SET phase = 'RELEASE_CANDIDATE', vote_started = '2026-05-04 12:00:00' WHERE name = 'kit-2.0.0';
        INSERT INTO vote (id, release_name, revision_number, manifest_sha256, started, started_by, ends, recipient) VALUES
            (1, 'kit-2.0.0', '00001', '{{Sha256}}', '2026-05-04 12:00:00', 'alex', '2026-05-07 12:00:00', 'dev@tooling.example.org');
        INSERT INTO ballot (id, vote_id, voter, choice, is_binding, cast_at, manifest_sha256) VALUES
            (1, 1, 'alex', 'FOR', 1, '2026-05-04 13:00:00', '{{Sha256}}');
        INSERT INTO mail (id, message_id, recipient, subject, body, release_name, queued, queued_by) VALUES
            (1, 'kit-2.0.0.1@dashboard.example.org', 'dev@tooling.example.org', '[VOTE] Release kit 2.0.0', 'Please vote.', 'kit-2.0.0', '2026-05-04 12:00:00', 'alex');
        """;
}
