using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class HoldHistoryAgainstEveryWriter : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // INSERT OR REPLACE deletes the row in its way without a word to a DELETE trigger: what is kept refuses the second row itself.
            // A release is deleted with all that is its own, and only so does a revision go; in that cascade the release is gone by then.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_release_insert BEFORE INSERT ON release
                WHEN EXISTS (SELECT 1 FROM release WHERE name = NEW.name OR (project_name = NEW.project_name AND version = NEW.version))
                BEGIN
                    SELECT RAISE(ABORT, 'tr_release_insert: this release is there already');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_release_update BEFORE UPDATE OF name, project_name, version ON release
                WHEN NEW.name <> OLD.name OR NEW.project_name <> OLD.project_name OR NEW.version <> OLD.version
                BEGIN
                    SELECT RAISE(ABORT, 'tr_release_update: a release keeps its project and its version');
                END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_insert BEFORE INSERT ON revision
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_insert: this revision is there already')
                    WHERE EXISTS (SELECT 1 FROM revision WHERE name = NEW.name
                        OR (release_name = NEW.release_name AND (seq = NEW.seq OR number = NEW.number)));
                    SELECT RAISE(ABORT, 'tr_revision_insert: a revision''s number comes from its release''s counter')
                    WHERE NEW.seq > coalesce((SELECT last_allocated_number FROM revision_counter WHERE release_name = NEW.release_name), 0);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_delete BEFORE DELETE ON revision
                WHEN EXISTS (SELECT 1 FROM release WHERE name = OLD.release_name)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_delete: a revision goes only with its release');
                END;
                """);

            // Tasks are queued in the commit that makes a revision, after its files: from then on it is whole.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_file_insert BEFORE INSERT ON revision_file
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_file_insert: this file of the revision is there already')
                    WHERE EXISTS (SELECT 1 FROM revision_file WHERE revision_name = NEW.revision_name AND path = NEW.path);
                    SELECT RAISE(ABORT, 'tr_revision_file_insert: a revision whose tasks are queued takes no more files')
                    WHERE EXISTS (
                        SELECT 1 FROM revision
                        JOIN release ON release.name = revision.release_name
                        JOIN task ON task.project_name = release.project_name AND task.version_name = release.version
                            AND task.revision_number = revision.number
                        WHERE revision.name = NEW.revision_name);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_file_delete BEFORE DELETE ON revision_file
                WHEN EXISTS (SELECT 1 FROM revision WHERE name = OLD.revision_name)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_file_delete: a revision''s files go only with it');
                END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_blob_insert BEFORE INSERT ON blob
                WHEN EXISTS (SELECT 1 FROM blob WHERE sha256 = NEW.sha256)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_blob_insert: this content is there already');
                END;
                """);
            // Beside its foreign key, which the sqlite3 shell does not hold unless asked.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_blob_delete BEFORE DELETE ON blob
                WHEN EXISTS (SELECT 1 FROM revision_file WHERE sha256 = OLD.sha256)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_blob_delete: a content that a revision names stays');
                END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_counter_insert BEFORE INSERT ON revision_counter
                WHEN EXISTS (SELECT 1 FROM revision_counter WHERE release_name = NEW.release_name)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_counter_insert: this counter is there already');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_counter_update BEFORE UPDATE ON revision_counter
                WHEN NEW.last_allocated_number < OLD.last_allocated_number OR NEW.release_name <> OLD.release_name
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_counter_update: a number is never given twice');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_counter_delete BEFORE DELETE ON revision_counter
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_counter_delete: a counter outlives its release');
                END;
                """);

            // Before the insert an id of -1 stands for one that is not known yet; after it, it is one that somebody chose.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_task_id AFTER INSERT ON task WHEN NEW.id < 1
                BEGIN
                    SELECT RAISE(ABORT, 'tr_task_id: a task''s id is a number from 1');
                END;
                """);

            // Of an ended task only the reference to the one that it tried again may go, when that one is deleted.
            migrationBuilder.Sql("DROP TRIGGER tr_task_transition;");
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
                    SELECT RAISE(ABORT, 'tr_task_transition: a task that has ended stays as it is')
                    WHERE OLD.status IN ('COMPLETED', 'FAILED') AND (
                        (NEW.retry_of_id IS NOT OLD.retry_of_id AND NEW.retry_of_id IS NOT NULL)
                        OR (NEW.task_type, NEW.task_args, NEW.asf_uid, NEW.added, NEW.started, NEW.pid, NEW.server, NEW.attempt,
                            NEW.completed, NEW.result, NEW.error, NEW.error_kind, NEW.priority, NEW.progress_done, NEW.progress_total,
                            NEW.cancel_requested_at, NEW.cancel_requested_by, NEW.project_name, NEW.version_name, NEW.revision_number,
                            NEW.primary_rel_path)
                        IS NOT (OLD.task_type, OLD.task_args, OLD.asf_uid, OLD.added, OLD.started, OLD.pid, OLD.server, OLD.attempt,
                            OLD.completed, OLD.result, OLD.error, OLD.error_kind, OLD.priority, OLD.progress_done, OLD.progress_total,
                            OLD.cancel_requested_at, OLD.cancel_requested_by, OLD.project_name, OLD.version_name, OLD.revision_number,
                            OLD.primary_rel_path));
                    SELECT RAISE(ABORT, 'tr_task_transition: a task keeps its id')
                    WHERE NEW.id <> OLD.id;
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER tr_release_insert;");
            migrationBuilder.Sql("DROP TRIGGER tr_release_update;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_insert;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_delete;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_file_insert;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_file_delete;");
            migrationBuilder.Sql("DROP TRIGGER tr_blob_insert;");
            migrationBuilder.Sql("DROP TRIGGER tr_blob_delete;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_counter_insert;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_counter_update;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_counter_delete;");
            migrationBuilder.Sql("DROP TRIGGER tr_task_id;");
            migrationBuilder.Sql("DROP TRIGGER tr_task_transition;");
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
        }
    }
}
