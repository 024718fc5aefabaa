using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class Baseline : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "blob",
                columns: table => new
                {
                    sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    sha512 = table.Column<string>(type: "TEXT", nullable: false),
                    size = table.Column<long>(type: "INTEGER", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blob", x => x.sha256);
                    table.CheckConstraint("ck_blob_sha256", "length(sha256) IN (64) AND sha256 NOT GLOB '*[^0-9a-f]*'");
                    table.CheckConstraint("ck_blob_sha512", "length(sha512) IN (128) AND sha512 NOT GLOB '*[^0-9a-f]*'");
                    table.CheckConstraint("ck_blob_size", "size >= 0");
                });

            migrationBuilder.CreateTable(
                name: "committee",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    full_name = table.Column<string>(type: "TEXT", nullable: true),
                    is_podling = table.Column<bool>(type: "INTEGER", nullable: false),
                    parent_committee_name = table.Column<string>(type: "TEXT", nullable: true),
                    committee_members = table.Column<string>(type: "TEXT", nullable: false),
                    committers = table.Column<string>(type: "TEXT", nullable: false),
                    release_managers = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_committee", x => x.name);
                    table.CheckConstraint("ck_committee_committee_members", "json_valid(committee_members) AND json_type(committee_members) = 'array'");
                    table.CheckConstraint("ck_committee_committers", "json_valid(committers) AND json_type(committers) = 'array'");
                    table.CheckConstraint("ck_committee_full_name", "full_name IS NULL OR (full_name = trim(full_name) AND full_name NOT LIKE 'Apache %')");
                    table.CheckConstraint("ck_committee_name", "name <> '' AND name NOT GLOB '*[^a-z0-9-]*'");
                    table.CheckConstraint("ck_committee_release_managers", "json_valid(release_managers) AND json_type(release_managers) = 'array'");
                    table.ForeignKey(
                        name: "fk_committee_parent_committee_name",
                        column: x => x.parent_committee_name,
                        principalTable: "committee",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "public_signing_key",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    algorithm = table.Column<int>(type: "INTEGER", nullable: false),
                    length = table.Column<int>(type: "INTEGER", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    latest_self_signature = table.Column<DateTime>(type: "TEXT", nullable: true),
                    expires = table.Column<DateTime>(type: "TEXT", nullable: true),
                    primary_declared_uid = table.Column<string>(type: "TEXT", nullable: true),
                    secondary_declared_uids = table.Column<string>(type: "TEXT", nullable: false),
                    apache_uid = table.Column<string>(type: "TEXT", nullable: true),
                    ascii_armored_key = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_public_signing_key", x => x.fingerprint);
                    table.CheckConstraint("ck_public_signing_key_fingerprint", "length(fingerprint) IN (40, 64) AND fingerprint NOT GLOB '*[^0-9a-f]*'");
                    table.CheckConstraint("ck_public_signing_key_secondary_declared_uids", "json_valid(secondary_declared_uids) AND json_type(secondary_declared_uids) = 'array'");
                });

            migrationBuilder.CreateTable(
                name: "release_policy",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    mailto_addresses = table.Column<string>(type: "TEXT", nullable: false),
                    manual_vote = table.Column<bool>(type: "INTEGER", nullable: false),
                    min_hours = table.Column<int>(type: "INTEGER", nullable: true),
                    release_checklist = table.Column<string>(type: "TEXT", nullable: false),
                    pause_for_rm = table.Column<bool>(type: "INTEGER", nullable: false),
                    start_vote_template = table.Column<string>(type: "TEXT", nullable: false),
                    announce_release_template = table.Column<string>(type: "TEXT", nullable: false),
                    binary_artifact_paths = table.Column<string>(type: "TEXT", nullable: false),
                    source_artifact_paths = table.Column<string>(type: "TEXT", nullable: false),
                    strict_checking = table.Column<bool>(type: "INTEGER", nullable: false),
                    github_repository_name = table.Column<string>(type: "TEXT", nullable: false),
                    github_compose_workflow_path = table.Column<string>(type: "TEXT", nullable: false),
                    github_vote_workflow_path = table.Column<string>(type: "TEXT", nullable: false),
                    github_finish_workflow_path = table.Column<string>(type: "TEXT", nullable: false),
                    preserve_download_files = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release_policy", x => x.id);
                    table.CheckConstraint("ck_release_policy_binary_artifact_paths", "json_valid(binary_artifact_paths) AND json_type(binary_artifact_paths) = 'array'");
                    table.CheckConstraint("ck_release_policy_github_compose_workflow_path", "json_valid(github_compose_workflow_path) AND json_type(github_compose_workflow_path) = 'array'");
                    table.CheckConstraint("ck_release_policy_github_finish_workflow_path", "json_valid(github_finish_workflow_path) AND json_type(github_finish_workflow_path) = 'array'");
                    table.CheckConstraint("ck_release_policy_github_repository_name", "instr(github_repository_name, '/') = 0");
                    table.CheckConstraint("ck_release_policy_github_vote_workflow_path", "json_valid(github_vote_workflow_path) AND json_type(github_vote_workflow_path) = 'array'");
                    table.CheckConstraint("ck_release_policy_mailto_addresses", "json_valid(mailto_addresses) AND json_type(mailto_addresses) = 'array'");
                    table.CheckConstraint("ck_release_policy_min_hours", "min_hours IS NULL OR min_hours = 0 OR min_hours BETWEEN 72 AND 144");
                    table.CheckConstraint("ck_release_policy_source_artifact_paths", "json_valid(source_artifact_paths) AND json_type(source_artifact_paths) = 'array'");
                    table.CheckConstraint("ck_release_policy_strict_manual", "NOT (strict_checking AND manual_vote)");
                });

            migrationBuilder.CreateTable(
                name: "revision_counter",
                columns: table => new
                {
                    release_name = table.Column<string>(type: "TEXT", nullable: false),
                    last_allocated_number = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revision_counter", x => x.release_name);
                    table.CheckConstraint("ck_revision_counter_last_allocated_number", "last_allocated_number > 0");
                });

            migrationBuilder.CreateTable(
                name: "key_link",
                columns: table => new
                {
                    committee_name = table.Column<string>(type: "TEXT", nullable: false),
                    key_fingerprint = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_key_link", x => new { x.committee_name, x.key_fingerprint });
                    table.ForeignKey(
                        name: "fk_key_link_committee_name",
                        column: x => x.committee_name,
                        principalTable: "committee",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_key_link_key_fingerprint",
                        column: x => x.key_fingerprint,
                        principalTable: "public_signing_key",
                        principalColumn: "fingerprint",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "project",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    full_name = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    super_project_name = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    category = table.Column<string>(type: "TEXT", nullable: true),
                    programming_languages = table.Column<string>(type: "TEXT", nullable: true),
                    committee_name = table.Column<string>(type: "TEXT", nullable: true),
                    release_policy_id = table.Column<int>(type: "INTEGER", nullable: true),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project", x => x.name);
                    table.CheckConstraint("ck_project_name", "name <> '' AND name NOT GLOB '*[^a-z0-9-]*'");
                    table.CheckConstraint("ck_project_status", "status IN ('ACTIVE', 'DORMANT', 'RETIRED', 'STANDING')");
                    table.ForeignKey(
                        name: "fk_project_committee_name",
                        column: x => x.committee_name,
                        principalTable: "committee",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_project_release_policy_id",
                        column: x => x.release_policy_id,
                        principalTable: "release_policy",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_project_super_project_name",
                        column: x => x.super_project_name,
                        principalTable: "project",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "release",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    phase = table.Column<string>(type: "TEXT", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    released = table.Column<DateTime>(type: "TEXT", nullable: true),
                    project_name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    release_policy_id = table.Column<int>(type: "INTEGER", nullable: true),
                    vote_manual = table.Column<bool>(type: "INTEGER", nullable: false),
                    vote_started = table.Column<DateTime>(type: "TEXT", nullable: true),
                    vote_resolved = table.Column<DateTime>(type: "TEXT", nullable: true),
                    podling_thread_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release", x => x.name);
                    table.UniqueConstraint("uq_release_project_name_version", x => new { x.project_name, x.version });
                    table.CheckConstraint("ck_release_name", "name = project_name || '-' || version");
                    table.CheckConstraint("ck_release_phase", "phase IN ('RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE', 'RELEASE_PREVIEW', 'RELEASE')");
                    table.CheckConstraint("ck_release_released", "(phase = 'RELEASE') = (released IS NOT NULL)");
                    table.CheckConstraint("ck_release_version", "version <> '' AND version NOT GLOB '*[^A-Za-z0-9.+-]*'");
                    table.CheckConstraint("ck_release_vote_resolved", "vote_resolved IS NULL OR vote_started IS NOT NULL");
                    table.ForeignKey(
                        name: "fk_release_project_name",
                        column: x => x.project_name,
                        principalTable: "project",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_release_policy_id",
                        column: x => x.release_policy_id,
                        principalTable: "release_policy",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "revision",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    release_name = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    asfuid = table.Column<string>(type: "TEXT", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    phase = table.Column<string>(type: "TEXT", nullable: false),
                    parent_name = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revision", x => x.name);
                    table.UniqueConstraint("uq_revision_release_number", x => new { x.release_name, x.number });
                    table.UniqueConstraint("uq_revision_release_seq", x => new { x.release_name, x.seq });
                    table.CheckConstraint("ck_revision_name", "name = release_name || ' ' || number");
                    table.CheckConstraint("ck_revision_number", "seq > 0 AND number = printf('%05d', seq)");
                    table.CheckConstraint("ck_revision_phase", "phase IN ('RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE', 'RELEASE_PREVIEW', 'RELEASE')");
                    table.ForeignKey(
                        name: "fk_revision_parent_name",
                        column: x => x.parent_name,
                        principalTable: "revision",
                        principalColumn: "name");
                    table.ForeignKey(
                        name: "fk_revision_release_name",
                        column: x => x.release_name,
                        principalTable: "release",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "task",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    task_type = table.Column<string>(type: "TEXT", nullable: false),
                    task_args = table.Column<string>(type: "TEXT", nullable: false),
                    asf_uid = table.Column<string>(type: "TEXT", nullable: false),
                    added = table.Column<DateTime>(type: "TEXT", nullable: false),
                    started = table.Column<DateTime>(type: "TEXT", nullable: true),
                    pid = table.Column<int>(type: "INTEGER", nullable: true),
                    server = table.Column<string>(type: "TEXT", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    completed = table.Column<DateTime>(type: "TEXT", nullable: true),
                    result = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    error_kind = table.Column<string>(type: "TEXT", nullable: true),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    progress_done = table.Column<long>(type: "INTEGER", nullable: false),
                    progress_total = table.Column<long>(type: "INTEGER", nullable: false),
                    cancel_requested_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    cancel_requested_by = table.Column<string>(type: "TEXT", nullable: true),
                    retry_of_id = table.Column<long>(type: "INTEGER", nullable: true),
                    project_name = table.Column<string>(type: "TEXT", nullable: true),
                    version_name = table.Column<string>(type: "TEXT", nullable: true),
                    revision_number = table.Column<string>(type: "TEXT", nullable: true),
                    primary_rel_path = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task", x => x.id);
                    table.CheckConstraint("ck_task_attempt", "attempt >= 0");
                    table.CheckConstraint("ck_task_cancel_requested", "(cancel_requested_at IS NULL) = (cancel_requested_by IS NULL)");
                    table.CheckConstraint("ck_task_error_kind", "error_kind IN ('ERROR', 'CANCELLED', 'TIMED_OUT', 'ABANDONED')");
                    table.CheckConstraint("ck_task_error_kind_of_failed", "(status = 'FAILED') = (error_kind IS NOT NULL)");
                    table.CheckConstraint("ck_task_progress", "progress_done BETWEEN 0 AND progress_total");
                    table.CheckConstraint("ck_task_result", "result IS NULL OR (json_valid(result) AND json_type(result) = 'object')");
                    table.CheckConstraint("ck_task_revision_of_version", "revision_number IS NULL OR version_name IS NOT NULL");
                    table.CheckConstraint("ck_task_status", "status IN ('QUEUED', 'ACTIVE', 'COMPLETED', 'FAILED')");
                    table.CheckConstraint("ck_task_task_args", "task_args IS NULL OR (json_valid(task_args) AND json_type(task_args) = 'object')");
                    table.CheckConstraint("ck_task_task_type", "task_type IN ('PATHS_CHECK', 'ARTIFACT_CHECK')");
                    table.CheckConstraint("ck_task_valid_task_status_transitions", "(status = 'QUEUED' AND started IS NULL AND pid IS NULL AND completed IS NULL AND result IS NULL AND error IS NULL) OR (status = 'ACTIVE' AND started IS NOT NULL AND pid IS NOT NULL AND completed IS NULL AND result IS NULL AND error IS NULL) OR (status = 'COMPLETED' AND completed IS NOT NULL AND result IS NOT NULL AND error IS NULL) OR (status = 'FAILED' AND completed IS NOT NULL AND error IS NOT NULL)");
                    table.CheckConstraint("ck_task_version_of_project", "version_name IS NULL OR project_name IS NOT NULL");
                    table.ForeignKey(
                        name: "fk_task_project_name",
                        column: x => x.project_name,
                        principalTable: "project",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_task_release",
                        columns: x => new { x.project_name, x.version_name },
                        principalTable: "release",
                        principalColumns: new[] { "project_name", "version" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_task_retry_of_id",
                        column: x => x.retry_of_id,
                        principalTable: "task",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "revision_file",
                columns: table => new
                {
                    revision_name = table.Column<string>(type: "TEXT", nullable: false),
                    path = table.Column<string>(type: "TEXT", nullable: false),
                    sha256 = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revision_file", x => new { x.revision_name, x.path });
                    table.CheckConstraint("ck_revision_file_path", "path <> '' AND path NOT GLOB '/*'");
                    table.ForeignKey(
                        name: "fk_revision_file_revision_name",
                        column: x => x.revision_name,
                        principalTable: "revision",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_revision_file_sha256",
                        column: x => x.sha256,
                        principalTable: "blob",
                        principalColumn: "sha256",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "check_result",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    release_name = table.Column<string>(type: "TEXT", nullable: false),
                    revision_number = table.Column<string>(type: "TEXT", nullable: false),
                    task_id = table.Column<long>(type: "INTEGER", nullable: true),
                    checker = table.Column<string>(type: "TEXT", nullable: false),
                    primary_rel_path = table.Column<string>(type: "TEXT", nullable: true),
                    member_rel_path = table.Column<string>(type: "TEXT", nullable: true),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: false),
                    data = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_check_result", x => x.id);
                    table.CheckConstraint("ck_check_result_data", "data IS NULL OR (json_valid(data) AND json_type(data) = 'object')");
                    table.CheckConstraint("ck_check_result_status", "status IN ('NOTE', 'SUGGESTION', 'CONCERN', 'BLOCKER', 'EXCEPTION')");
                    table.ForeignKey(
                        name: "fk_check_result_revision",
                        columns: x => new { x.release_name, x.revision_number },
                        principalTable: "revision",
                        principalColumns: new[] { "release_name", "number" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_check_result_task_id",
                        column: x => x.task_id,
                        principalTable: "task",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "task_attempt",
                columns: table => new
                {
                    task_id = table.Column<long>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    started = table.Column<DateTime>(type: "TEXT", nullable: false),
                    pid = table.Column<int>(type: "INTEGER", nullable: false),
                    server = table.Column<string>(type: "TEXT", nullable: false),
                    ended = table.Column<DateTime>(type: "TEXT", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_attempt", x => new { x.task_id, x.attempt });
                    table.CheckConstraint("ck_task_attempt_ended", "(ended IS NULL) = (outcome IS NULL)");
                    table.CheckConstraint("ck_task_attempt_number", "attempt > 0");
                    table.CheckConstraint("ck_task_attempt_outcome", "outcome IN ('COMPLETED', 'FAILED', 'LOST')");
                    table.ForeignKey(
                        name: "fk_task_attempt_task_id",
                        column: x => x.task_id,
                        principalTable: "task",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "task_step",
                columns: table => new
                {
                    task_id = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    rel_path = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    started = table.Column<DateTime>(type: "TEXT", nullable: true),
                    completed = table.Column<DateTime>(type: "TEXT", nullable: true),
                    progress_done = table.Column<long>(type: "INTEGER", nullable: false),
                    progress_total = table.Column<long>(type: "INTEGER", nullable: false),
                    unit = table.Column<string>(type: "TEXT", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_step", x => new { x.task_id, x.ordinal });
                    table.CheckConstraint("ck_task_step_ordinal", "ordinal > 0");
                    table.CheckConstraint("ck_task_step_progress", "progress_done BETWEEN 0 AND progress_total");
                    table.CheckConstraint("ck_task_step_status", "status IN ('QUEUED', 'ACTIVE', 'COMPLETED', 'FAILED')");
                    table.CheckConstraint("ck_task_step_unit", "unit IN ('BYTES', 'ITEMS')");
                    table.ForeignKey(
                        name: "fk_task_step_task_id",
                        column: x => x.task_id,
                        principalTable: "task",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "task_log_line",
                columns: table => new
                {
                    task_id = table.Column<long>(type: "INTEGER", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    level = table.Column<string>(type: "TEXT", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_task_log_line", x => new { x.task_id, x.attempt, x.line });
                    table.CheckConstraint("ck_task_log_line_level", "level IN ('INFORMATION', 'WARNING', 'ERROR')");
                    table.CheckConstraint("ck_task_log_line_line", "line > 0");
                    table.ForeignKey(
                        name: "fk_task_log_line_attempt",
                        columns: x => new { x.task_id, x.attempt },
                        principalTable: "task_attempt",
                        principalColumns: new[] { "task_id", "attempt" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_check_result_revision_path",
                table: "check_result",
                columns: new[] { "release_name", "revision_number", "primary_rel_path" });

            migrationBuilder.CreateIndex(
                name: "ix_check_result_task_id",
                table: "check_result",
                column: "task_id");

            migrationBuilder.CreateIndex(
                name: "ix_committee_parent_committee_name",
                table: "committee",
                column: "parent_committee_name");

            migrationBuilder.CreateIndex(
                name: "ix_key_link_key_fingerprint",
                table: "key_link",
                column: "key_fingerprint");

            migrationBuilder.CreateIndex(
                name: "ix_project_committee_name",
                table: "project",
                column: "committee_name");

            migrationBuilder.CreateIndex(
                name: "ix_project_super_project_name",
                table: "project",
                column: "super_project_name");

            migrationBuilder.CreateIndex(
                name: "uq_project_release_policy_id",
                table: "project",
                column: "release_policy_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_release_created",
                table: "release",
                column: "created");

            migrationBuilder.CreateIndex(
                name: "uq_release_release_policy_id",
                table: "release",
                column: "release_policy_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_revision_parent_name",
                table: "revision",
                column: "parent_name");

            migrationBuilder.CreateIndex(
                name: "ix_revision_file_sha256",
                table: "revision_file",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "ix_task_added",
                table: "task",
                column: "added");

            migrationBuilder.CreateIndex(
                name: "ix_task_revision",
                table: "task",
                columns: new[] { "project_name", "version_name", "revision_number" });

            migrationBuilder.CreateIndex(
                name: "ix_task_status_priority_added",
                table: "task",
                columns: new[] { "status", "priority", "added" });

            migrationBuilder.CreateIndex(
                name: "uq_task_retry_of_id",
                table: "task",
                column: "retry_of_id",
                unique: true);

            // Triggers hold what no CHECK can: what a row was before. They bind every writer, the sqlite3 shell included.
            // In a BEFORE INSERT trigger the id of a row that names none is -1.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_insert BEFORE INSERT ON task
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_insert: a task is born QUEUED, with no attempt')
                    WHERE NEW.status <> 'QUEUED' OR NEW.attempt <> 0;
                    SELECT RAISE(ABORT, 'tr_task_insert: a task''s id is never used again')
                    WHERE NEW.id <> -1 AND (NEW.id < 1
                        OR EXISTS (SELECT 1 FROM task WHERE id = NEW.id)
                        OR NEW.id <= (SELECT seq FROM sqlite_sequence WHERE name = 'task'));
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_transition BEFORE UPDATE ON task
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_transition: a task goes from QUEUED to ACTIVE or FAILED and from ACTIVE to COMPLETED, FAILED or QUEUED')
                    WHERE OLD.status <> NEW.status AND NOT (
                        (OLD.status = 'QUEUED' AND NEW.status IN ('ACTIVE', 'FAILED'))
                        OR (OLD.status = 'ACTIVE' AND NEW.status IN ('COMPLETED', 'FAILED', 'QUEUED')));
                    SELECT RAISE(ABORT, 'tr_task_transition: an attempt begins with ACTIVE and its number only rises')
                    WHERE NEW.attempt < OLD.attempt
                        OR (OLD.status = 'QUEUED' AND NEW.status = 'ACTIVE' AND NEW.attempt <> OLD.attempt + 1);
                    SELECT RAISE(ABORT, 'tr_task_transition: a verdict stands')
                    WHERE OLD.status IN ('COMPLETED', 'FAILED') AND (NEW.completed IS NOT OLD.completed OR NEW.result IS NOT OLD.result
                        OR NEW.error IS NOT OLD.error OR NEW.error_kind IS NOT OLD.error_kind OR NEW.attempt <> OLD.attempt);
                    SELECT RAISE(ABORT, 'tr_task_transition: a task keeps its id')
                    WHERE NEW.id <> OLD.id;
                END;
                """);

            // A check result belongs to the content it was computed from: neither a revision nor a content ever changes.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_update BEFORE UPDATE ON revision
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_update: a revision is never changed');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_file_update BEFORE UPDATE ON revision_file
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_file_update: a revision''s files are never changed');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_blob_update BEFORE UPDATE ON blob
                BEGIN
                    SELECT RAISE(ABORT, 'tr_blob_update: a content is never changed');
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "check_result");

            migrationBuilder.DropTable(
                name: "key_link");

            migrationBuilder.DropTable(
                name: "revision_counter");

            migrationBuilder.DropTable(
                name: "revision_file");

            migrationBuilder.DropTable(
                name: "task_log_line");

            migrationBuilder.DropTable(
                name: "task_step");

            migrationBuilder.DropTable(
                name: "public_signing_key");

            migrationBuilder.DropTable(
                name: "revision");

            migrationBuilder.DropTable(
                name: "blob");

            migrationBuilder.DropTable(
                name: "task_attempt");

            migrationBuilder.DropTable(
                name: "task");

            migrationBuilder.DropTable(
                name: "release");

            migrationBuilder.DropTable(
                name: "project");

            migrationBuilder.DropTable(
                name: "committee");

            migrationBuilder.DropTable(
                name: "release_policy");
        }
    }
}
