using System.Linq;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class HoldTaskHistoryAndColumnTypes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, kind, columns) in Columns)
            {
                foreach (var column in columns.Split(' '))
                {
                    migrationBuilder.AddCheckConstraint(name: NameOf(table, column, kind), table: table, sql: CheckOf(column, kind));
                }
            }

            foreach (var (table, columns) in Lists)
            {
                foreach (var when in Writes)
                {
                    migrationBuilder.Sql(
                        $"""
                        CREATE TRIGGER tr_{table}_lists_{when.ToLowerInvariant()} BEFORE {when} ON {table}
                        WHEN {string.Join("\n    OR ", columns.Split(' ').Select(column => $"EXISTS (SELECT 1 FROM json_each({Json("NEW." + column, "array")}) WHERE {NotText})"))}
                        BEGIN
                            SELECT RAISE(ABORT, 'tr_{table}_lists_{when.ToLowerInvariant()}: the elements of a list are strings');
                        END;
                        """);
                }
            }

            // As with revisions: INSERT OR REPLACE fires no DELETE trigger, so an insert over an existing key is refused, and in a cascade the
            // parent is gone by the time that its children are deleted.
            migrationBuilder.Sql(
                $"""
                CREATE TRIGGER tr_check_result_insert BEFORE INSERT ON check_result
                BEGIN
                    SELECT RAISE(ABORT, 'tr_check_result_insert: this result exists already')
                    WHERE EXISTS (SELECT 1 FROM check_result WHERE id = NEW.id);
                    SELECT RAISE(ABORT, 'tr_check_result_insert: a result is added by a task about its revision, while that runs')
                    WHERE NOT EXISTS (
                        SELECT 1 FROM task WHERE id = NEW.task_id AND status = 'ACTIVE'
                            AND project_name || '-' || version_name = NEW.release_name AND revision_number = NEW.revision_number);
                    SELECT RAISE(ABORT, 'tr_check_result_insert: the facts of a result are strings')
                    WHERE EXISTS (SELECT 1 FROM json_each({Json("NEW.data", "object")}) WHERE {NotText});
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_check_result_update BEFORE UPDATE ON check_result
                WHEN (NEW.id, NEW.release_name, NEW.revision_number, NEW.checker, NEW.primary_rel_path, NEW.member_rel_path, NEW.created,
                        NEW.status, NEW.message, NEW.data)
                    IS NOT (OLD.id, OLD.release_name, OLD.revision_number, OLD.checker, OLD.primary_rel_path, OLD.member_rel_path, OLD.created,
                        OLD.status, OLD.message, OLD.data)
                    OR (NEW.task_id IS NOT OLD.task_id
                        AND (NEW.task_id IS NOT NULL OR EXISTS (SELECT 1 FROM task WHERE id = OLD.task_id)))
                BEGIN
                    SELECT RAISE(ABORT, 'tr_check_result_update: a result is never changed');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_check_result_delete BEFORE DELETE ON check_result
                WHEN EXISTS (SELECT 1 FROM revision WHERE release_name = OLD.release_name AND number = OLD.revision_number)
                    AND NOT EXISTS (
                        SELECT 1 FROM task found
                        WHERE found.id = OLD.task_id AND (found.completed IS NULL OR EXISTS (
                            SELECT 1 FROM task later
                            WHERE later.project_name = found.project_name AND later.version_name = found.version_name
                                AND later.revision_number = found.revision_number AND later.task_type = found.task_type
                                AND later.primary_rel_path IS found.primary_rel_path AND later.id <> found.id
                                AND later.status = 'COMPLETED' AND later.completed >= found.completed)))
                BEGIN
                    SELECT RAISE(ABORT, 'tr_check_result_delete: a result is deleted with its revision, or when a later task has replaced it');
                END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_attempt_insert BEFORE INSERT ON task_attempt
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_attempt_insert: this attempt exists already')
                    WHERE EXISTS (SELECT 1 FROM task_attempt WHERE task_id = NEW.task_id AND attempt = NEW.attempt);
                    SELECT RAISE(ABORT, 'tr_task_attempt_insert: an attempt is added, open, when its task starts it')
                    WHERE NEW.ended IS NOT NULL
                        OR NOT EXISTS (SELECT 1 FROM task WHERE id = NEW.task_id AND status = 'ACTIVE' AND attempt = NEW.attempt);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_attempt_update BEFORE UPDATE ON task_attempt
                WHEN (NEW.task_id, NEW.attempt, NEW.started, NEW.pid, NEW.server)
                        IS NOT (OLD.task_id, OLD.attempt, OLD.started, OLD.pid, OLD.server)
                    OR (OLD.ended IS NOT NULL AND (NEW.ended, NEW.outcome, NEW.error) IS NOT (OLD.ended, OLD.outcome, OLD.error))
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_attempt_update: an attempt keeps its start, and ends once');
                END;
                """);
            migrationBuilder.Sql(DeletedOnlyWith("task_attempt", "an attempt", "task WHERE id = OLD.task_id"));

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_step_insert BEFORE INSERT ON task_step
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_step_insert: this step exists already')
                    WHERE EXISTS (SELECT 1 FROM task_step WHERE task_id = NEW.task_id AND ordinal = NEW.ordinal);
                    SELECT RAISE(ABORT, 'tr_task_step_insert: steps are added before the first attempt of their task')
                    WHERE NOT EXISTS (SELECT 1 FROM task WHERE id = NEW.task_id AND status = 'QUEUED' AND attempt = 0);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_step_update BEFORE UPDATE ON task_step
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_step_update: a step keeps its check')
                    WHERE (NEW.task_id, NEW.ordinal, NEW.name, NEW.rel_path, NEW.unit, NEW.progress_total)
                        IS NOT (OLD.task_id, OLD.ordinal, OLD.name, OLD.rel_path, OLD.unit, OLD.progress_total);
                    SELECT RAISE(ABORT, 'tr_task_step_update: the steps of an ended task are never changed')
                    WHERE (NEW.status, NEW.started, NEW.completed, NEW.progress_done, NEW.message)
                            IS NOT (OLD.status, OLD.started, OLD.completed, OLD.progress_done, OLD.message)
                        AND EXISTS (SELECT 1 FROM task WHERE id = OLD.task_id AND status IN ('COMPLETED', 'FAILED'));
                END;
                """);
            migrationBuilder.Sql(DeletedOnlyWith("task_step", "a step", "task WHERE id = OLD.task_id"));

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_log_line_insert BEFORE INSERT ON task_log_line
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_log_line_insert: this line exists already')
                    WHERE EXISTS (SELECT 1 FROM task_log_line WHERE task_id = NEW.task_id AND attempt = NEW.attempt AND line = NEW.line);
                    SELECT RAISE(ABORT, 'tr_task_log_line_insert: a line is written by an attempt that has not ended')
                    WHERE NOT EXISTS (SELECT 1 FROM task_attempt WHERE task_id = NEW.task_id AND attempt = NEW.attempt AND ended IS NULL);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_log_line_update BEFORE UPDATE ON task_log_line
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_log_line_update: a line is never changed');
                END;
                """);
            // A long log drops its first lines while the attempt runs.
            migrationBuilder.Sql(DeletedOnlyWith(
                "task_log_line", "a line of an ended attempt",
                "task_attempt WHERE task_id = OLD.task_id AND attempt = OLD.attempt AND ended IS NOT NULL"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in new[] { "check_result", "task_attempt", "task_step", "task_log_line" })
            {
                foreach (var when in new[] { "insert", "update", "delete" })
                {
                    migrationBuilder.Sql($"DROP TRIGGER tr_{table}_{when};");
                }
            }

            foreach (var (table, _) in Lists)
            {
                foreach (var when in Writes)
                {
                    migrationBuilder.Sql($"DROP TRIGGER tr_{table}_lists_{when.ToLowerInvariant()};");
                }
            }

            foreach (var (table, kind, columns) in Columns)
            {
                foreach (var column in columns.Split(' '))
                {
                    migrationBuilder.DropCheckConstraint(name: NameOf(table, column, kind), table: table);
                }
            }
        }

        /// <summary>Each table's columns by the kind of value they hold; a question mark allows null.</summary>
        private static readonly (string Table, string Kind, string Columns)[] Columns =
        [
            ("audit_outbox", "guid", "event_id"),
            ("audit_outbox", "instant", "at"),
            ("audit_outbox", "int64", "account_id? id"),
            ("audit_outbox", "text", "action details subject who"),
            ("blob", "instant", "created"),
            ("blob", "int64", "size"),
            ("blob", "text", "sha256 sha512"),
            ("change", "int64", "sequence"),
            ("change", "text", "topic"),
            ("check_result", "instant", "created"),
            ("check_result", "int64", "id task_id?"),
            ("check_result", "text", "checker data? member_rel_path? message primary_rel_path? release_name revision_number"),
            ("committee", "boolean", "is_podling"),
            ("committee", "text", "committee_members committers full_name? name parent_committee_name? release_managers"),
            ("key_link", "text", "committee_name key_fingerprint"),
            ("project", "instant", "created"),
            ("project", "int32", "release_policy_id?"),
            ("project", "text", "category? committee_name? created_by? description? full_name? name programming_languages? super_project_name?"),
            ("public_signing_key", "instant", "created expires? latest_self_signature?"),
            ("public_signing_key", "int32", "algorithm length"),
            ("public_signing_key", "text", "apache_uid? ascii_armored_key fingerprint primary_declared_uid? secondary_declared_uids"),
            ("release", "boolean", "vote_manual"),
            ("release", "instant", "created released? vote_resolved? vote_started?"),
            ("release", "int32", "release_policy_id?"),
            ("release", "text", "name podling_thread_id? project_name version"),
            ("release_policy", "boolean", "manual_vote pause_for_rm preserve_download_files strict_checking"),
            ("release_policy", "int32", "id min_hours?"),
            ("release_policy", "text", "announce_release_template binary_artifact_paths github_compose_workflow_path github_finish_workflow_path github_repository_name github_vote_workflow_path mailto_addresses release_checklist source_artifact_paths start_vote_template"),
            ("revision", "instant", "created"),
            ("revision", "int32", "seq"),
            ("revision", "text", "asfuid description? name number parent_name? release_name"),
            ("revision_counter", "int32", "last_allocated_number"),
            ("revision_counter", "text", "release_name"),
            ("revision_file", "text", "path revision_name sha256"),
            ("task", "instant", "added cancel_requested_at? completed? started?"),
            ("task", "int32", "attempt pid? priority"),
            ("task", "int64", "id progress_done progress_total retry_of_id?"),
            ("task", "text", "asf_uid cancel_requested_by? error? primary_rel_path? project_name? result? revision_number? server? task_args version_name?"),
            ("task_attempt", "instant", "ended? started"),
            ("task_attempt", "int32", "attempt pid"),
            ("task_attempt", "int64", "task_id"),
            ("task_attempt", "text", "error? server"),
            ("task_log_line", "instant", "at"),
            ("task_log_line", "int32", "attempt line"),
            ("task_log_line", "int64", "task_id"),
            ("task_log_line", "text", "message"),
            ("task_step", "instant", "completed? started?"),
            ("task_step", "int32", "ordinal"),
            ("task_step", "int64", "progress_done progress_total task_id"),
            ("task_step", "text", "message? name rel_path?"),
        ];

        private static readonly (string Table, string Columns)[] Lists =
        [
            ("committee", "committee_members committers release_managers"),
            ("release_policy", "mailto_addresses binary_artifact_paths source_artifact_paths github_compose_workflow_path github_vote_workflow_path github_finish_workflow_path"),
            ("public_signing_key", "secondary_declared_uids"),
        ];

        private static readonly string[] Writes = ["INSERT", "UPDATE"];

        /// <summary>
        /// An element that is no string, or a string with half of a surrogate pair, which no .NET string reader accepts. SQLite reads such a half
        /// as U+FFFD, like the three characters that are taken out before.
        /// </summary>
        private const string NotText =
            "type <> 'text' OR replace(replace(replace(value, char(65533), ''), char(65534), ''), char(65535), '') GLOB '*[' || char(65533) || ']*'";

        private static string NameOf(string table, string column, string kind) =>
            $"ck_{table}_{column.TrimEnd('?')}_{kind.TrimEnd('3', '2', '6', '4').Replace("int", "integer")}";

        private static string CheckOf(string column, string kind)
        {
            var name = column.TrimEnd('?');
            var check = kind switch
            {
                "guid" => $"typeof({name}) = 'text' AND length(CAST({name} AS BLOB)) = 36 AND {name} GLOB "
                    + $"'{string.Join('-', new[] { 8, 4, 4, 4, 12 }.Select(digits => string.Concat(Enumerable.Repeat("[0-9A-Fa-f]", digits))))}'",
                "instant" => $"typeof({name}) = 'text' AND {name} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'"
                    + $" AND datetime(substr({name}, 1, 19), '+0 days') IS substr({name}, 1, 19) AND {name} >= '0001'"
                    + $" AND (length(CAST({name} AS BLOB)) = 19 OR ({name} GLOB '???????????????????.[0-9]*'"
                    + $" AND length(CAST({name} AS BLOB)) BETWEEN 21 AND 27 AND substr({name}, 21) NOT GLOB '*[^0-9]*'))",
                "boolean" => $"{name} IN (0, 1)",
                "int32" => $"typeof({name}) = 'integer' AND {name} BETWEEN -2147483648 AND 2147483647",
                "int64" => $"typeof({name}) = 'integer'",
                _ => $"typeof({name}) = 'text'",
            };
            return column == name ? check : $"{name} IS NULL OR ({check})";
        }

        /// <summary>What is no JSON of the kind has no elements here: the column's CHECK refuses it by its own name.</summary>
        private static string Json(string column, string kind) =>
            $"CASE WHEN json_valid({column}) THEN CASE WHEN json_type({column}) = '{kind}' THEN {column} ELSE '[]' END ELSE '[]' END";

        private static string DeletedOnlyWith(string table, string what, string owner) =>
            $"""
            CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table}
            WHEN EXISTS (SELECT 1 FROM {owner})
            BEGIN
                SELECT RAISE(ABORT, 'tr_{table}_delete: {what} is deleted only with its task');
            END;
            """;
    }
}
