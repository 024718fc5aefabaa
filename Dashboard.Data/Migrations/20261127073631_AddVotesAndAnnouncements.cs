using System;
using System.Linq;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddVotesAndAnnouncements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_task_task_type",
                table: "task");

            migrationBuilder.CreateTable(
                name: "mail",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    recipient = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    in_reply_to = table.Column<string>(type: "TEXT", nullable: true),
                    release_name = table.Column<string>(type: "TEXT", nullable: true),
                    queued = table.Column<DateTime>(type: "TEXT", nullable: false),
                    queued_by = table.Column<string>(type: "TEXT", nullable: false),
                    sent = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail", x => x.id);
                    table.CheckConstraint("ck_mail_body_text", "typeof(body) = 'text'");
                    table.CheckConstraint("ck_mail_id_integer", "typeof(id) = 'integer'");
                    table.CheckConstraint("ck_mail_in_reply_to_text", "in_reply_to IS NULL OR (typeof(in_reply_to) = 'text')");
                    table.CheckConstraint("ck_mail_message_id", "message_id GLOB '?*@?*' AND message_id NOT GLOB '*[^!-~]*' AND message_id NOT GLOB '*[<>]*'");
                    table.CheckConstraint("ck_mail_message_id_text", "typeof(message_id) = 'text'");
                    table.CheckConstraint("ck_mail_queued_by_text", "typeof(queued_by) = 'text'");
                    table.CheckConstraint("ck_mail_queued_instant", "typeof(queued) = 'text' AND queued GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(queued, 1, 19), '+0 days') IS substr(queued, 1, 19) AND queued >= '0001' AND (length(CAST(queued AS BLOB)) = 19 OR (queued GLOB '???????????????????.[0-9]*' AND length(CAST(queued AS BLOB)) BETWEEN 21 AND 27 AND substr(queued, 21) NOT GLOB '*[^0-9]*'))");
                    table.CheckConstraint("ck_mail_recipient", "recipient GLOB '?*@?*' AND recipient NOT GLOB '*[^!-~]*' AND recipient NOT GLOB '*[<>,;]*'");
                    table.CheckConstraint("ck_mail_recipient_text", "typeof(recipient) = 'text'");
                    table.CheckConstraint("ck_mail_release_name_text", "release_name IS NULL OR (typeof(release_name) = 'text')");
                    table.CheckConstraint("ck_mail_sent_instant", "sent IS NULL OR (typeof(sent) = 'text' AND sent GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(sent, 1, 19), '+0 days') IS substr(sent, 1, 19) AND sent >= '0001' AND (length(CAST(sent AS BLOB)) = 19 OR (sent GLOB '???????????????????.[0-9]*' AND length(CAST(sent AS BLOB)) BETWEEN 21 AND 27 AND substr(sent, 21) NOT GLOB '*[^0-9]*')))");
                    table.CheckConstraint("ck_mail_subject", "subject <> '' AND subject NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*' AND instr(subject, char(0)) = 0");
                    table.CheckConstraint("ck_mail_subject_text", "typeof(subject) = 'text'");
                    table.ForeignKey(
                        name: "fk_mail_release_name",
                        column: x => x.release_name,
                        principalTable: "release",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "release_transition",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    release_name = table.Column<string>(type: "TEXT", nullable: false),
                    from_phase = table.Column<string>(type: "TEXT", nullable: false),
                    to_phase = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    by_user = table.Column<string>(type: "TEXT", nullable: false),
                    revision_number = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release_transition", x => x.id);
                    table.CheckConstraint("ck_release_transition_at_instant", "typeof(at) = 'text' AND at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(at, 1, 19), '+0 days') IS substr(at, 1, 19) AND at >= '0001' AND (length(CAST(at AS BLOB)) = 19 OR (at GLOB '???????????????????.[0-9]*' AND length(CAST(at AS BLOB)) BETWEEN 21 AND 27 AND substr(at, 21) NOT GLOB '*[^0-9]*'))");
                    table.CheckConstraint("ck_release_transition_by_user", "by_user <> ''");
                    table.CheckConstraint("ck_release_transition_by_user_text", "typeof(by_user) = 'text'");
                    table.CheckConstraint("ck_release_transition_from_phase", "from_phase IN ('RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE', 'RELEASE_PREVIEW', 'RELEASE')");
                    table.CheckConstraint("ck_release_transition_id_integer", "typeof(id) = 'integer'");
                    table.CheckConstraint("ck_release_transition_reason_text", "reason IS NULL OR (typeof(reason) = 'text')");
                    table.CheckConstraint("ck_release_transition_release_name_text", "typeof(release_name) = 'text'");
                    table.CheckConstraint("ck_release_transition_revision_number_text", "typeof(revision_number) = 'text'");
                    table.CheckConstraint("ck_release_transition_to_phase", "to_phase IN ('RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE', 'RELEASE_PREVIEW', 'RELEASE')");
                    table.ForeignKey(
                        name: "fk_release_transition_release_name",
                        column: x => x.release_name,
                        principalTable: "release",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "vote",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    release_name = table.Column<string>(type: "TEXT", nullable: false),
                    revision_number = table.Column<string>(type: "TEXT", nullable: false),
                    manifest_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    started = table.Column<DateTime>(type: "TEXT", nullable: false),
                    started_by = table.Column<string>(type: "TEXT", nullable: false),
                    ends = table.Column<DateTime>(type: "TEXT", nullable: false),
                    recipient = table.Column<string>(type: "TEXT", nullable: false),
                    resolved = table.Column<DateTime>(type: "TEXT", nullable: true),
                    resolved_by = table.Column<string>(type: "TEXT", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vote", x => x.id);
                    table.CheckConstraint("ck_vote_ends", "ends >= started");
                    table.CheckConstraint("ck_vote_ends_instant", "typeof(ends) = 'text' AND ends GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(ends, 1, 19), '+0 days') IS substr(ends, 1, 19) AND ends >= '0001' AND (length(CAST(ends AS BLOB)) = 19 OR (ends GLOB '???????????????????.[0-9]*' AND length(CAST(ends AS BLOB)) BETWEEN 21 AND 27 AND substr(ends, 21) NOT GLOB '*[^0-9]*'))");
                    table.CheckConstraint("ck_vote_id_integer", "typeof(id) = 'integer'");
                    table.CheckConstraint("ck_vote_manifest_sha256", "length(manifest_sha256) IN (64) AND manifest_sha256 NOT GLOB '*[^0-9a-f]*'");
                    table.CheckConstraint("ck_vote_manifest_sha256_text", "typeof(manifest_sha256) = 'text'");
                    table.CheckConstraint("ck_vote_outcome", "outcome IN ('PASSED', 'FAILED', 'CANCELLED')");
                    table.CheckConstraint("ck_vote_reason_text", "reason IS NULL OR (typeof(reason) = 'text')");
                    table.CheckConstraint("ck_vote_recipient_text", "typeof(recipient) = 'text'");
                    table.CheckConstraint("ck_vote_release_name_text", "typeof(release_name) = 'text'");
                    table.CheckConstraint("ck_vote_resolved", "(resolved IS NULL) = (outcome IS NULL) AND (resolved IS NULL) = (resolved_by IS NULL) AND (reason IS NULL OR resolved IS NOT NULL)");
                    table.CheckConstraint("ck_vote_resolved_by_text", "resolved_by IS NULL OR (typeof(resolved_by) = 'text')");
                    table.CheckConstraint("ck_vote_resolved_instant", "resolved IS NULL OR (typeof(resolved) = 'text' AND resolved GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(resolved, 1, 19), '+0 days') IS substr(resolved, 1, 19) AND resolved >= '0001' AND (length(CAST(resolved AS BLOB)) = 19 OR (resolved GLOB '???????????????????.[0-9]*' AND length(CAST(resolved AS BLOB)) BETWEEN 21 AND 27 AND substr(resolved, 21) NOT GLOB '*[^0-9]*')))");
                    table.CheckConstraint("ck_vote_revision_number_text", "typeof(revision_number) = 'text'");
                    table.CheckConstraint("ck_vote_started_by", "started_by <> ''");
                    table.CheckConstraint("ck_vote_started_by_text", "typeof(started_by) = 'text'");
                    table.CheckConstraint("ck_vote_started_instant", "typeof(started) = 'text' AND started GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(started, 1, 19), '+0 days') IS substr(started, 1, 19) AND started >= '0001' AND (length(CAST(started AS BLOB)) = 19 OR (started GLOB '???????????????????.[0-9]*' AND length(CAST(started AS BLOB)) BETWEEN 21 AND 27 AND substr(started, 21) NOT GLOB '*[^0-9]*'))");
                    table.ForeignKey(
                        name: "fk_vote_release_name",
                        column: x => x.release_name,
                        principalTable: "release",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ballot",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    vote_id = table.Column<long>(type: "INTEGER", nullable: false),
                    voter = table.Column<string>(type: "TEXT", nullable: false),
                    choice = table.Column<string>(type: "TEXT", nullable: false),
                    is_binding = table.Column<bool>(type: "INTEGER", nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: true),
                    cast_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    manifest_sha256 = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ballot", x => x.id);
                    table.CheckConstraint("ck_ballot_cast_at_instant", "typeof(cast_at) = 'text' AND cast_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*' AND datetime(substr(cast_at, 1, 19), '+0 days') IS substr(cast_at, 1, 19) AND cast_at >= '0001' AND (length(CAST(cast_at AS BLOB)) = 19 OR (cast_at GLOB '???????????????????.[0-9]*' AND length(CAST(cast_at AS BLOB)) BETWEEN 21 AND 27 AND substr(cast_at, 21) NOT GLOB '*[^0-9]*'))");
                    table.CheckConstraint("ck_ballot_choice", "choice IN ('AGAINST', 'ABSTAIN', 'FOR')");
                    table.CheckConstraint("ck_ballot_comment_text", "comment IS NULL OR (typeof(comment) = 'text')");
                    table.CheckConstraint("ck_ballot_id_integer", "typeof(id) = 'integer'");
                    table.CheckConstraint("ck_ballot_is_binding_boolean", "is_binding IN (0, 1)");
                    table.CheckConstraint("ck_ballot_manifest_sha256", "length(manifest_sha256) IN (64) AND manifest_sha256 NOT GLOB '*[^0-9a-f]*'");
                    table.CheckConstraint("ck_ballot_manifest_sha256_text", "typeof(manifest_sha256) = 'text'");
                    table.CheckConstraint("ck_ballot_vote_id_integer", "typeof(vote_id) = 'integer'");
                    table.CheckConstraint("ck_ballot_voter", "voter <> ''");
                    table.CheckConstraint("ck_ballot_voter_text", "typeof(voter) = 'text'");
                    table.ForeignKey(
                        name: "fk_ballot_vote_id",
                        column: x => x.vote_id,
                        principalTable: "vote",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_task_task_type",
                table: "task",
                sql: "task_type IN ('PATHS_CHECK', 'ARTIFACT_CHECK', 'MAIL_SEND', 'ANNOUNCE')");

            migrationBuilder.CreateIndex(
                name: "ix_ballot_vote_id",
                table: "ballot",
                column: "vote_id");

            migrationBuilder.CreateIndex(
                name: "ix_mail_release_name",
                table: "mail",
                column: "release_name");

            migrationBuilder.CreateIndex(
                name: "uq_mail_message_id",
                table: "mail",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_release_transition_release_name",
                table: "release_transition",
                column: "release_name");

            migrationBuilder.CreateIndex(
                name: "ix_vote_release_name",
                table: "vote",
                column: "release_name");

            migrationBuilder.CreateIndex(
                name: "uq_vote_running",
                table: "vote",
                column: "release_name",
                unique: true,
                filter: "resolved IS NULL");

            // As with tasks, INSERT OR REPLACE fires no DELETE trigger, so an insert over an existing key is refused.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_release_transition_insert BEFORE INSERT ON release_transition
                BEGIN
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: this transition exists already')
                    WHERE EXISTS (SELECT 1 FROM release_transition WHERE id = NEW.id);
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: a transition starts from the phase of its release')
                    WHERE NOT EXISTS (SELECT 1 FROM release WHERE name = NEW.release_name AND phase = NEW.from_phase);
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: a draft becomes a candidate, a candidate a preview or a draft, a preview a release')
                    WHERE (NEW.from_phase, NEW.to_phase) NOT IN (
                        VALUES ('RELEASE_CANDIDATE_DRAFT', 'RELEASE_CANDIDATE'), ('RELEASE_CANDIDATE', 'RELEASE_PREVIEW'),
                            ('RELEASE_CANDIDATE', 'RELEASE_CANDIDATE_DRAFT'), ('RELEASE_PREVIEW', 'RELEASE'));
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: a transition is about the latest revision')
                    WHERE NEW.revision_number IS NOT (
                        SELECT number FROM revision WHERE release_name = NEW.release_name ORDER BY seq DESC LIMIT 1);
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: a revision with open checks, blockers or without files is not voted on')
                    WHERE NEW.to_phase = 'RELEASE_CANDIDATE' AND (
                        NOT EXISTS (SELECT 1 FROM revision_file WHERE revision_name = NEW.release_name || ' ' || NEW.revision_number)
                        OR EXISTS (
                            SELECT 1 FROM task JOIN release ON release.project_name = task.project_name AND release.version = task.version_name
                            WHERE release.name = NEW.release_name AND task.revision_number = NEW.revision_number AND task.status IN ('QUEUED', 'ACTIVE'))
                        OR EXISTS (
                            SELECT 1 FROM check_result WHERE release_name = NEW.release_name AND revision_number = NEW.revision_number
                                AND status IN ('BLOCKER', 'EXCEPTION')));
                    SELECT RAISE(ABORT, 'tr_release_transition_insert: a candidate waits until its vote is resolved, and is released only if it passed')
                    WHERE NEW.from_phase = 'RELEASE_CANDIDATE' AND (
                        EXISTS (SELECT 1 FROM vote WHERE release_name = NEW.release_name AND resolved IS NULL)
                        OR (NEW.to_phase = 'RELEASE_PREVIEW') IS NOT (
                            (SELECT outcome FROM vote WHERE release_name = NEW.release_name ORDER BY id DESC LIMIT 1) IS 'PASSED'));
                END;
                """);
            migrationBuilder.Sql(NeverChanged("release_transition", "a transition"));
            migrationBuilder.Sql(DeletedOnlyWith("release_transition", "a transition", "release WHERE name = OLD.release_name"));

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_release_draft BEFORE INSERT ON release WHEN NEW.phase <> 'RELEASE_CANDIDATE_DRAFT'
                BEGIN
                    SELECT RAISE(ABORT, 'tr_release_draft: a release starts as a draft');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_release_phase BEFORE UPDATE OF phase ON release
                WHEN NEW.phase <> OLD.phase AND NOT EXISTS (
                    SELECT 1 FROM release_transition
                    WHERE id = (SELECT max(id) FROM release_transition WHERE release_name = OLD.name)
                        AND from_phase = OLD.phase AND to_phase = NEW.phase)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_release_phase: a release changes its phase by a transition');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_revision_phase BEFORE INSERT ON revision
                WHEN EXISTS (SELECT 1 FROM release WHERE name = NEW.release_name AND phase IN ('RELEASE_CANDIDATE', 'RELEASE'))
                BEGIN
                    SELECT RAISE(ABORT, 'tr_revision_phase: the files that are voted on, or were released, stay as they are');
                END;
                """);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_vote_insert BEFORE INSERT ON vote
                BEGIN
                    SELECT RAISE(ABORT, 'tr_vote_insert: this vote exists already, or another one is running')
                    WHERE EXISTS (SELECT 1 FROM vote WHERE id = NEW.id OR (release_name = NEW.release_name AND resolved IS NULL));
                    SELECT RAISE(ABORT, 'tr_vote_insert: a vote starts, unresolved, when its revision becomes a candidate')
                    WHERE NEW.resolved IS NOT NULL OR NOT EXISTS (
                        SELECT 1 FROM release JOIN release_transition ON release_transition.release_name = release.name
                        WHERE release.name = NEW.release_name AND release.phase = 'RELEASE_CANDIDATE'
                            AND release_transition.id = (SELECT max(id) FROM release_transition WHERE release_name = NEW.release_name)
                            AND release_transition.revision_number = NEW.revision_number);
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_vote_update BEFORE UPDATE ON vote
                WHEN OLD.resolved IS NOT NULL
                    OR (NEW.id, NEW.release_name, NEW.revision_number, NEW.manifest_sha256, NEW.started, NEW.started_by, NEW.ends, NEW.recipient)
                    IS NOT (OLD.id, OLD.release_name, OLD.revision_number, OLD.manifest_sha256, OLD.started, OLD.started_by, OLD.ends, OLD.recipient)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_vote_update: a vote is resolved once, and never changed otherwise');
                END;
                """);
            migrationBuilder.Sql(DeletedOnlyWith("vote", "a vote", "release WHERE name = OLD.release_name"));

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_ballot_insert BEFORE INSERT ON ballot
                BEGIN
                    SELECT RAISE(ABORT, 'tr_ballot_insert: this ballot exists already')
                    WHERE EXISTS (SELECT 1 FROM ballot WHERE id = NEW.id);
                    SELECT RAISE(ABORT, 'tr_ballot_insert: a ballot is cast in a running vote, about the files of that vote')
                    WHERE NOT EXISTS (
                        SELECT 1 FROM vote WHERE id = NEW.vote_id AND resolved IS NULL AND manifest_sha256 = NEW.manifest_sha256);
                END;
                """);
            migrationBuilder.Sql(NeverChanged("ballot", "a ballot"));
            migrationBuilder.Sql(DeletedOnlyWith("ballot", "a ballot", "vote WHERE id = OLD.vote_id"));

            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_mail_insert BEFORE INSERT ON mail
                WHEN EXISTS (SELECT 1 FROM mail WHERE id = NEW.id OR message_id = NEW.message_id)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_mail_insert: this mail exists already');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_mail_update BEFORE UPDATE ON mail
                WHEN OLD.sent IS NOT NULL
                    OR (NEW.id, NEW.message_id, NEW.recipient, NEW.subject, NEW.body, NEW.in_reply_to, NEW.release_name, NEW.queued, NEW.queued_by)
                    IS NOT (OLD.id, OLD.message_id, OLD.recipient, OLD.subject, OLD.body, OLD.in_reply_to, OLD.release_name, OLD.queued, OLD.queued_by)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_mail_update: a mail is noted as sent once, and never changed otherwise');
                END;
                """);
            migrationBuilder.Sql(DeletedOnlyWith("mail", "a mail", "release WHERE name = OLD.release_name"));

            foreach (var (table, when, topics) in Watched)
            {
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER {TriggerOf(table, when)} AFTER {when} ON {table}
                    BEGIN
                        {string.Join("\n    ", topics.Select(Bump))}
                    END;
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // A release keeps the phase that it has reached, and loses its votes; a plan counts their rows.
            migrationBuilder.Sql("DROP TRIGGER tr_release_draft;");
            migrationBuilder.Sql("DROP TRIGGER tr_release_phase;");
            migrationBuilder.Sql("DROP TRIGGER tr_revision_phase;");
            migrationBuilder.Sql("DELETE FROM task WHERE task_type IN ('MAIL_SEND', 'ANNOUNCE');");

            migrationBuilder.DropTable(
                name: "ballot");

            migrationBuilder.DropTable(
                name: "mail");

            migrationBuilder.DropTable(
                name: "release_transition");

            migrationBuilder.DropTable(
                name: "vote");

            migrationBuilder.DropCheckConstraint(
                name: "ck_task_task_type",
                table: "task");

            migrationBuilder.AddCheckConstraint(
                name: "ck_task_task_type",
                table: "task",
                sql: "task_type IN ('PATHS_CHECK', 'ARTIFACT_CHECK')");
        }

        /// <summary>What each write changes, as SQL expressions: the same topics that ChangeTopics returns for an entity.</summary>
        private static readonly (string Table, string When, string[] Topics)[] Watched =
        [
            ("release_transition", "INSERT", ["'releases'", "'release:' || NEW.release_name"]),
            ("vote", "INSERT", ["'releases'", "'release:' || NEW.release_name"]),
            ("vote", "UPDATE", ["'releases'", "'release:' || NEW.release_name"]),
            ("ballot", "INSERT", ["'vote:' || NEW.vote_id"]),
            ("mail", "INSERT", ["'release:' || NEW.release_name"]),
            ("mail", "UPDATE", ["'release:' || NEW.release_name"]),
        ];

        // A null topic is none: a mail about no release.
        private static string Bump(string topic) =>
            $"INSERT INTO change (topic, sequence) SELECT topic, (SELECT coalesce(max(sequence), 0) + 1 FROM change) FROM (SELECT {topic} AS topic) "
            + "WHERE topic IS NOT NULL ON CONFLICT (topic) DO UPDATE SET sequence = excluded.sequence;";

        private static string TriggerOf(string table, string when) => $"tr_{table}_change_{when.ToLowerInvariant()}";

        private static string NeverChanged(string table, string what) =>
            $"""
            CREATE TRIGGER tr_{table}_update BEFORE UPDATE ON {table}
            BEGIN
                SELECT RAISE(ABORT, 'tr_{table}_update: {what} is never changed');
            END;
            """;

        private static string DeletedOnlyWith(string table, string what, string owner) =>
            $"""
            CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table}
            WHEN EXISTS (SELECT 1 FROM {owner})
            BEGIN
                SELECT RAISE(ABORT, 'tr_{table}_delete: {what} is deleted only with what it belongs to');
            END;
            """;
    }
}
