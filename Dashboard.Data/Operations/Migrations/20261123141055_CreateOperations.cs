using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Data.Operations.Migrations
{
    /// <inheritdoc />
    public partial class CreateOperations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    user_name = table.Column<string>(type: "TEXT", nullable: false, collation: "NOCASE"),
                    display_name = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: false),
                    disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    failed_sign_ins = table.Column<int>(type: "INTEGER", nullable: false),
                    locked_until = table.Column<DateTime>(type: "TEXT", nullable: true),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    last_signed_in = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account", x => x.id);
                    table.CheckConstraint("ck_account_disabled", "disabled IN (0, 1)");
                    table.CheckConstraint("ck_account_display_name", "length(display_name) BETWEEN 1 AND 100");
                    table.CheckConstraint("ck_account_failed_sign_ins", "failed_sign_ins >= 0");
                    table.CheckConstraint("ck_account_role", "role IN ('VIEWER', 'RELEASE_MANAGER', 'ADMINISTRATOR')");
                    table.CheckConstraint("ck_account_security_stamp", "length(security_stamp) >= 32");
                    table.CheckConstraint("ck_account_user_name", "length(user_name) BETWEEN 1 AND 64 AND user_name NOT GLOB '*[^A-Za-z0-9._-]*' AND user_name GLOB '[A-Za-z0-9]*'");
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    account_id = table.Column<long>(type: "INTEGER", nullable: true),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    details = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entry", x => x.id);
                    table.CheckConstraint("ck_audit_entry_action", "action GLOB '[a-z]*.[a-z]*' AND action NOT GLOB '*[^a-z_.]*'");
                    table.CheckConstraint("ck_audit_entry_details", "json_valid(details) AND json_type(details) = 'object'");
                    table.CheckConstraint("ck_audit_entry_who", "length(who) > 0");
                });

            migrationBuilder.CreateTable(
                name: "access_token",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    account_id = table.Column<long>(type: "INTEGER", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires = table.Column<DateTime>(type: "TEXT", nullable: false),
                    last_used = table.Column<DateTime>(type: "TEXT", nullable: true),
                    revoked = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_token", x => x.id);
                    table.CheckConstraint("ck_access_token_expires", "expires > created");
                    table.CheckConstraint("ck_access_token_label", "length(label) BETWEEN 1 AND 100");
                    table.CheckConstraint("ck_access_token_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32");
                    table.ForeignKey(
                        name: "fk_access_token_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_project",
                columns: table => new
                {
                    account_id = table.Column<long>(type: "INTEGER", nullable: false),
                    project_name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_project", x => new { x.account_id, x.project_name });
                    table.CheckConstraint("ck_account_project_project_name", "length(project_name) > 0");
                    table.ForeignKey(
                        name: "fk_account_project_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_session",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    account_id = table.Column<long>(type: "INTEGER", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    last_seen = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ended = table.Column<DateTime>(type: "TEXT", nullable: true),
                    remote_address = table.Column<string>(type: "TEXT", nullable: true),
                    user_agent = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_session", x => x.id);
                    table.CheckConstraint("ck_account_session_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32");
                    table.ForeignKey(
                        name: "fk_account_session_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "setup_link",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    account_id = table.Column<long>(type: "INTEGER", nullable: true),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires = table.Column<DateTime>(type: "TEXT", nullable: false),
                    used = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_link", x => x.id);
                    table.CheckConstraint("ck_setup_link_expires", "expires > created");
                    table.CheckConstraint("ck_setup_link_token_hash", "typeof(token_hash) = 'blob' AND length(token_hash) = 32");
                    table.ForeignKey(
                        name: "fk_setup_link_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_access_token_account_id",
                table: "access_token",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "uq_access_token_token_hash",
                table: "access_token",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_account_user_name",
                table: "account",
                column: "user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_account_project_project_name",
                table: "account_project",
                column: "project_name");

            migrationBuilder.CreateIndex(
                name: "ix_account_session_account_id",
                table: "account_session",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "uq_account_session_token_hash",
                table: "account_session",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_account_id_id",
                table: "audit_entry",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_subject_id",
                table: "audit_entry",
                columns: new[] { "subject", "id" });

            migrationBuilder.CreateIndex(
                name: "uq_audit_entry_event_id",
                table: "audit_entry",
                column: "event_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_setup_link_account_id",
                table: "setup_link",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "uq_setup_link_token_hash",
                table: "setup_link",
                column: "token_hash",
                unique: true);

            // The audit trail is only added to. OR REPLACE deletes without a DELETE trigger, hence the one on INSERT.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_audit_entry_insert BEFORE INSERT ON audit_entry
                WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR event_id = NEW.event_id)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_audit_entry_insert: this audit entry is there already');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_audit_entry_update BEFORE UPDATE ON audit_entry
                BEGIN
                    SELECT RAISE(ABORT, 'tr_audit_entry_update: an audit entry is never changed');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_audit_entry_delete BEFORE DELETE ON audit_entry
                BEGIN
                    SELECT RAISE(ABORT, 'tr_audit_entry_delete: an audit entry is never deleted');
                END;
                """);

            // Somebody must be able to let people in: the last enabled administrator with a password stays one.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_account_last_administrator_update BEFORE UPDATE OF role, disabled, password_hash ON account
                WHEN OLD.role = 'ADMINISTRATOR' AND OLD.disabled = 0 AND OLD.password_hash IS NOT NULL
                    AND (NEW.role <> 'ADMINISTRATOR' OR NEW.disabled <> 0 OR NEW.password_hash IS NULL)
                    AND NOT EXISTS (
                        SELECT 1 FROM account
                        WHERE id <> OLD.id AND role = 'ADMINISTRATOR' AND disabled = 0 AND password_hash IS NOT NULL)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_account_last_administrator_update: the last administrator stays one');
                END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER tr_account_last_administrator_delete BEFORE DELETE ON account
                WHEN OLD.role = 'ADMINISTRATOR' AND OLD.disabled = 0 AND OLD.password_hash IS NOT NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM account
                        WHERE id <> OLD.id AND role = 'ADMINISTRATOR' AND disabled = 0 AND password_hash IS NOT NULL)
                BEGIN
                    SELECT RAISE(ABORT, 'tr_account_last_administrator_delete: the last administrator stays');
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_token");

            migrationBuilder.DropTable(
                name: "account_project");

            migrationBuilder.DropTable(
                name: "account_session");

            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "setup_link");

            migrationBuilder.DropTable(
                name: "account");
        }
    }
}
